// Keeps TCP's retransmission time-out by RFC 6298, for events that a peer tells one by one.
//
// usage: node rto.mjs HOST PORT TIMEOUT_MS

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const alpha = 1 / 8;
const beta = 1 / 4;
const k = 4;
const granularityMs = 50;
const initialMs = 1000;
const minMs = 1000;
const maxMs = 60_000;
const maxAttempts = 5;

class Estimator {
  #srttMs = null;
  #rttvarMs = 0;
  #rtoMs = initialMs;

  sample(rttMs) {
    if (this.#srttMs === null) {
      this.#srttMs = rttMs;
      this.#rttvarMs = rttMs / 2;
    } else {
      // In this order: RTTVAR is about the deviation from the old SRTT.
      this.#rttvarMs = (1 - beta) * this.#rttvarMs + beta * Math.abs(this.#srttMs - rttMs);
      this.#srttMs = (1 - alpha) * this.#srttMs + alpha * rttMs;
    }
    const wantedMs = this.#srttMs + Math.max(granularityMs, k * this.#rttvarMs);
    this.#rtoMs = Math.min(Math.max(wantedMs, minMs), maxMs);
  }

  backOff() {
    this.#rtoMs = Math.min(2 * this.#rtoMs, maxMs);
  }

  toString() {
    const rto = `rto=${this.#rtoMs.toFixed(1)}`;
    if (this.#srttMs === null) return `srtt=- rttvar=- ${rto}`;
    return `srtt=${this.#srttMs.toFixed(1)} rttvar=${this.#rttvarMs.toFixed(1)} ${rto}`;
  }
}

const [host, port, timeoutMs] = process.argv.slice(2);
const socket = createSocket('udp4');

/** Resolves to the event's words; null: no answer in time. Answers to earlier requests are late or copies. */
function answerTo(number) {
  return new Promise((resolve) => {
    const end = (event) => {
      clearTimeout(timer);
      socket.off('message', look);
      resolve(event);
    };
    const look = (answer) => {
      const [answered, ...event] = answer.toString('ascii').split(' ');
      if (Number(answered) === number) end(event);
    };
    const timer = setTimeout(() => {}, Number(timeoutMs));
    socket.on('message', look);
  });
}

async function ask(number) {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    socket.send(`NEXT ${number}`);
    const event = await answerTo(number);
    if (event !== null) return event;
  }
  return null;
}

async function follow(estimator) {
  for (let number = 1; ; number++) {
    const event = await ask(number);
    if (event === null) {
      process.stdout.write('gave up\n');
      return 1;
    }
    const [what, rttMs] = event;
    if (what === 'end') return 0;
    if (what === 'sample') estimator.sample(Number(rttMs));
    if (what === 'expired') estimator.backOff();
    // Karn: an ambiguous acknowledgement is no sample. Which of the two transmissions did it answer?
    process.stdout.write(`${number} ${estimator}\n`);
  }
}

socket.connect(Number(port), host);
await once(socket, 'connect');
process.exitCode = await follow(new Estimator());
socket.close();
