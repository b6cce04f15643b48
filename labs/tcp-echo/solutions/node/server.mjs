// A TCP echo server. Node serves all connections at once, on one thread.

import { createServer } from 'node:net';

const port = Number(process.argv[2]);
const backlog = 16;

/** Sends back what comes, until the client has closed its half. */
function echo(connection) {
  connection.on('data', (chunk) => {
    // write() takes all, but where the kernel's buffer is full it keeps it in memory and returns false:
    // then reading has to wait, or a slow reader would fill the memory.
    if (!connection.write(chunk)) connection.pause();
  });
  connection.on('drain', () => connection.resume());
  // The client's FIN. end() sends our own once all that was written is sent.
  connection.on('end', () => connection.end());
  // Without a listener an error would end the whole server.
  connection.on('error', (error) => process.stderr.write(`${connection.remoteAddress}: ${error.message}\n`));
}

// allowHalfOpen: otherwise Node would end our half by itself as soon as the client's FIN is there.
const server = createServer({ allowHalfOpen: true }, echo);

server.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

server.listen({ port, host: '0.0.0.0', backlog });
