// Sends numbered datagrams: ADDRESS PORT COUNT GAP_MS.
import dgram from 'node:dgram';

const [address, port, count, gapMs] = process.argv.slice(2);
const socket = dgram.createSocket(address.includes(':') ? 'udp6' : 'udp4');
const payload = Buffer.alloc(100);
let n = 0;
const timer = setInterval(() => {
  payload.writeUInt32BE(++n);
  const isLast = n === Number(count);
  if (isLast) clearInterval(timer);
  socket.send(Buffer.from(payload), Number(port), address, () => isLast && socket.close());
}, Number(gapMs));
