// Connects to a name that has an IPv6 and an IPv4 address: client.mjs SERVER naive|MILLISECONDS.
import { lookup } from 'node:dns';
import { connect } from 'node:net';

const [host, patience] = process.argv.slice(2);

// IPv6 first, as RFC 6724 sorts them, whatever the order in /etc/hosts.
function ipv6First(name, options, found) {
  lookup(name, { ...options, all: true }, (error, addresses) => {
    if (error) return found(error);
    const sorted = addresses.sort((one, other) => other.family - one.family);
    return options.all ? found(null, sorted) : found(null, sorted[0].address, sorted[0].family);
  });
}

const started = performance.now();
const after = () => `after ${((performance.now() - started) / 1000).toFixed(3)} s`;
const connected = connect({
  host,
  port: 8080,
  lookup: ipv6First,
  autoSelectFamily: patience !== 'naive',
  ...(patience !== 'naive' && { autoSelectFamilyAttemptTimeout: Number(patience) }),
});
connected.on('connect', () => console.log(`connected ${after()}`));
connected.on('data', (version) => console.log(`by ${version}`));
connected.on('error', (error) => {
  console.log(`${error.code} ${after()}`);
  process.exitCode = 1;
});
