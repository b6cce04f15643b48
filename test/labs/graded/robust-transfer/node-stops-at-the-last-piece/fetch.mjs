// Fetches a file over UDP, and trusts nothing that the network delivers.
//
// usage: node fetch.mjs HOST PORT TIMEOUT_MS

import { createSocket } from 'node:dgram';

const headerBytes = 12;
const chunkBytes = 500;
const maxSilences = 5;

const [host, port, timeoutMs] = process.argv.slice(2);
const socket = createSocket('udp4');

const pieces = new Map();
let last = Infinity; // the number of the last piece, once it is known
let duplicates = 0;
let corrupt = 0;
let silences = 0;
let timer;

/** CRC-32 as in Ethernet and zip. */
function crc32(data) {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** Of all but the checksum's own four bytes. */
function checksumOf(packet) {
  return crc32(Buffer.concat([packet.subarray(0, 8), packet.subarray(headerBytes)]));
}

function packetOf(type, number) {
  const packet = Buffer.alloc(headerBytes);
  packet.write(type, 'ascii');
  packet.writeUInt32BE(number, 4);
  packet.writeUInt32BE(checksumOf(packet), 8);
  return packet;
}

function awaitMore() {
  clearTimeout(timer);
  timer = setTimeout(noticeSilence, Number(timeoutMs));
}

function noticeSilence() {
  silences += 1;
  if (silences === maxSilences) return end(1, 'gave up');
  if (pieces.size === 0) socket.send(packetOf('GET ', 0));
  awaitMore();
}

function take(packet) {
  silences = 0;
  awaitMore();
  if (packet.length < headerBytes || packet.readUInt32BE(8) !== checksumOf(packet)) {
    corrupt += 1;
    return;
  }
  if (packet.toString('ascii', 0, 4) !== 'DATA') return;
  const number = packet.readUInt32BE(4);
  const chunk = packet.subarray(headerBytes);
  if (pieces.has(number)) duplicates += 1;
  pieces.set(number, chunk);
  if (chunk.length < chunkBytes) last = number;
  socket.send(packetOf('ACK ', number));
  if (number === last) finish();
}

function finish() {
  clearTimeout(timer);
  socket.off('message', take);
  const file = Buffer.concat([...pieces.keys()].sort((a, b) => a - b).map((number) => pieces.get(number)));
  const crc = crc32(file).toString(16).padStart(8, '0');
  socket.send(packetOf('DONE', pieces.size), () =>
    end(0, `${file.length} bytes, crc32 ${crc}, ${duplicates} duplicates, ${corrupt} corrupt`),
  );
}

function end(status, line) {
  process.stdout.write(`${line}\n`);
  process.exitCode = status;
  socket.close();
}

socket.on('message', take);
socket.connect(Number(port), host, () => {
  socket.send(packetOf('GET ', 0));
  awaitMore();
});
