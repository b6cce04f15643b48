// A TCP echo server. Node serves all connections at once, on one thread.

import { createServer } from 'node:net';

const port = Number(process.argv[2]);
const backlog = 16;

/** Sends back what comes, until the client has closed its half. */
function echo(connection) {
  connection.on('data', (chunk) => connection.write(chunk));
  connection.on('end', () => connection.destroy());
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
