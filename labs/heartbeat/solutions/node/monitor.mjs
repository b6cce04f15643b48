// Reports whether a sensor is alive: node monitor.mjs PORT TIMEOUT_MS
import { createSocket } from 'node:dgram';

const [port, timeoutMs] = process.argv.slice(2).map(Number);
const socket = createSocket('udp4');
let online = false;
let lastBeat;
let sensor;
let timer;

function report(state) {
  const text = `${state} ${lastBeat}`;
  process.stdout.write(`${text}\n`);
  socket.send(text, sensor.port, sensor.address);
}

function beat(number, sender) {
  lastBeat = number;
  sensor = sender;
  // The time-out counts from the last beat and nothing else.
  clearTimeout(timer);
  timer = setTimeout(lose, timeoutMs);
  if (!online) {
    online = true;
    report('online');
  }
}

// A beat may lie unread in the socket where this process didn't run for a while. Sockets are read between timers and
// immediates, and a beat that is read there sets a new timer.
function lose() {
  const expired = timer;
  setImmediate(() => {
    if (timer !== expired) return;
    online = false;
    report('offline');
  });
}

socket.on('message', (datagram, sender) => {
  const text = datagram.toString();
  if (text === 'end') {
    clearTimeout(timer);
    socket.close();
  } else if (text.startsWith('beat ')) {
    beat(text.slice('beat '.length), sender);
  }
});
socket.bind(port);
