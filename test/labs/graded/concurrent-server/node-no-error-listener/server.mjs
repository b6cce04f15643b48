// Sends lines back in capital letters: one thread and Node's event loop, which waits for all clients at once.

import { createServer } from 'node:net';

const port = Number(process.argv[2]);
const longestLine = 4096;

function serve(connection) {
  // Each client has its own: what has come of its line.
  let unfinished = '';
  connection.setEncoding('latin1');
  connection.on('data', (text) => {
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop();
    if (unfinished.length > longestLine) return connection.destroy();
    const answers = lines.map((line) => `${line.toUpperCase()}\n`).join('');
    // A client that doesn't take its answers isn't read from, or it would fill the memory.
    if (!connection.write(answers, 'latin1')) connection.pause();
  });
  connection.on('drain', () => connection.resume());
  connection.on('end', () => connection.end());
}

const server = createServer({ allowHalfOpen: true }, serve);

server.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

server.listen({ port, host: '0.0.0.0', backlog: 128 });
