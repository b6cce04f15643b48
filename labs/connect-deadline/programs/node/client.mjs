// Connects before a deadline, or gives up: client.mjs HOST PORT MILLISECONDS.
import { connect } from 'node:net';

const [host, port, deadlineMs] = process.argv.slice(2);
const outcomes = { ETIMEDOUT: 'gave up', ECONNREFUSED: 'refused' };

function connectBefore(options, deadlineMs) {
  return new Promise((resolve) => {
    const endpoint = connect(options);
    const end = (outcome) => {
      clearTimeout(timer);
      endpoint.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(end, deadlineMs, 'gave up');
    endpoint.on('connect', () => end('connected'));
    endpoint.on('error', (error) => end(outcomes[error.code] ?? error.code));
  });
}

const started = performance.now();
const outcome = await connectBefore({ host, port: Number(port), family: 4 }, Number(deadlineMs));
console.log(`${outcome} after ${((performance.now() - started) / 1000).toFixed(3)} s`);
