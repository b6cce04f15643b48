// Says by which version it was reached, on port 8080 of all addresses.
import { createServer } from 'node:net';

createServer((connected) => {
  connected.on('error', () => {});
  connected.end(connected.remoteAddress.startsWith('::ffff:') ? 'IPv4' : 'IPv6');
}).listen(8080, '::');
