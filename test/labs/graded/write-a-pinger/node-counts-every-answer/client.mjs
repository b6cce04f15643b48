// A pinger over UDP: node client.mjs HOST PORT TIMEOUT_MS
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const requests = 10;
const [host, port, timeoutMs] = process.argv.slice(2);

const client = createSocket('udp4');
client.connect(Number(port), host);
await once(client, 'connect');

/** Sends one request. Its round trip in milliseconds, or undefined if no answer came in time. */
function ping(number) {
  const request = `ping ${number}`;
  return new Promise((resolve) => {
    const sentAt = performance.now();
    const timer = setTimeout(() => end(undefined), Number(timeoutMs));
    function end(roundTripMs) {
      clearTimeout(timer);
      client.off('message', receive);
      resolve(roundTripMs);
    }
    function receive(answer) {
      const roundTripMs = performance.now() - sentAt;
      // Anything else is the answer to an earlier request, late or a second time: go on waiting.
      if (answer.toString() !== request) return;
      end(roundTripMs <= Number(timeoutMs) ? roundTripMs : undefined);
    }
    client.on('message', receive);
    client.send(request);
  });
}

client.on('error', () => {}); // such as ECONNREFUSED: the time-out decides
let received = 0;
client.on('message', () => {
  received += 1;
});
const roundTripsMs = [];
for (let number = 1; number <= requests; number += 1) {
  const roundTripMs = await ping(number);
  if (roundTripMs === undefined) {
    process.stdout.write(`ping ${number}: lost\n`);
  } else {
    roundTripsMs.push(roundTripMs);
    process.stdout.write(`ping ${number}: ${roundTripMs.toFixed(1)} ms\n`);
  }
}
client.close();

const lost = requests - received;
process.stdout.write(
  `sent ${requests}, received ${received}, lost ${lost}, loss ${(100 * lost) / requests} %\n`,
);
if (received === 0) {
  process.stdout.write('rtt none\n');
} else {
  const averageMs = roundTripsMs.reduce((sum, one) => sum + one) / roundTripsMs.length;
  const figures = [Math.min(...roundTripsMs), averageMs, Math.max(...roundTripsMs)];
  process.stdout.write(`rtt min/avg/max ${figures.map((ms) => ms.toFixed(1)).join('/')} ms\n`);
}
