// Prints `ready`, then, once as many datagrams have come as standard input says, their numbers.
import dgram from 'node:dgram';

const numbers = [];
let wanted = Number.POSITIVE_INFINITY;
const socket = dgram.createSocket({ type: 'udp6', recvBufferSize: 4 << 20 });
const endIfComplete = () => {
  if (numbers.length < wanted) return;
  process.stdout.write(`${JSON.stringify(numbers)}\n`, () => process.exit());
};
socket.on('message', (message) => {
  numbers.push(message.readUInt32BE());
  endIfComplete();
});
socket.bind(Number(process.argv[2]), () => process.stdout.write('ready\n'));
process.stdin.on('data', (text) => {
  wanted = Number(text);
  endIfComplete();
});
