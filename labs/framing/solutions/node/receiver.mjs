// Receives messages, each behind its length, and tells how many and which.

import { createServer } from 'node:net';

const port = Number(process.argv[2]);
const headerBytes = 4;
const largestPayloadBytes = 1048576;
const separator = Buffer.alloc(1);

function fnv1a(digest, data) {
  let value = digest;
  // Math.imul multiplies as 32-bit integers do; the ordinary product would be rounded.
  for (const byte of data) value = Math.imul(value ^ byte, 16777619);
  return value >>> 0;
}

/** Takes the stream as it comes, in chunks of any size, and keeps what isn't a whole message yet. */
class Messages {
  count = 0;
  bytes = 0;
  digest = 2166136261;
  #chunks = [];
  #waiting = 0;
  #wanted = headerBytes;

  /** False where a length is too large. */
  take(chunk) {
    this.#chunks.push(chunk);
    this.#waiting += chunk.length;
    if (this.#waiting < this.#wanted) return true;
    let rest = Buffer.concat(this.#chunks);
    this.#wanted = headerBytes;
    while (rest.length >= headerBytes) {
      const length = rest.readUInt32BE(0);
      if (length > largestPayloadBytes) return false;
      if (rest.length < headerBytes + length) {
        this.#wanted = headerBytes + length;
        break;
      }
      this.#message(rest.subarray(headerBytes, headerBytes + length));
      rest = rest.subarray(headerBytes + length);
    }
    this.#chunks = [rest];
    this.#waiting = rest.length;
    return true;
  }

  /** Nothing is left of a message that isn't whole. */
  get isAtBoundary() {
    return this.#waiting === 0;
  }

  #message(payload) {
    this.count += 1;
    this.bytes += payload.length;
    this.digest = fnv1a(fnv1a(this.digest, payload), separator);
  }
}

function receive(connection) {
  const messages = new Messages();
  let isValid = true;
  connection.on('data', (chunk) => {
    isValid = messages.take(chunk);
    if (!isValid) connection.destroy();
  });
  connection.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    isValid = false;
  });
  connection.on('close', () => {
    const { count, bytes, digest } = messages;
    process.stdout.write(`messages: ${count}\nbytes: ${bytes}\ndigest: ${digest}\n`);
    process.exitCode = isValid && messages.isAtBoundary ? 0 : 1;
  });
}

const server = createServer((connection) => {
  server.close(); // One connection is all; this one stays open.
  receive(connection);
});

server.listen(port, '0.0.0.0');
