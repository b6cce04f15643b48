// A weather station's client: binary records in, one binary report out.

import { connect } from 'node:net';

const [host, port] = process.argv.slice(2);
const recordBytes = 8;
const reportBytes = 8;

let rest = Buffer.alloc(0);
let total = 0;
let latest = 0;

/** BE is big-endian, the network's order; LE would be this machine's. U is unsigned. */
function take(record) {
  const sensor = record.readUInt16BE(0);
  const value = record.readInt16BE(2);
  const seconds = (record[4] << 24) | (record[5] << 16) | (record[6] << 8) | record[7];
  process.stdout.write(`${sensor} ${value} ${seconds}\n`);
  total += value;
  latest = Math.max(latest, seconds);
}

function report() {
  const bytes = Buffer.alloc(reportBytes);
  bytes.writeInt32BE(total, 0);
  bytes.writeUInt32BE(latest, 4);
  return bytes;
}

// allowHalfOpen: the station closes its half before we send our report.
const connection = connect({ host, port: Number(port), allowHalfOpen: true });

// A chunk has any number of bytes: what isn't a whole record waits for the next one.
connection.on('data', (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  while (rest.length >= recordBytes) {
    take(rest.subarray(0, recordBytes));
    rest = rest.subarray(recordBytes);
  }
});

connection.on('end', () => {
  if (rest.length > 0) {
    process.stderr.write(`the station closed after ${rest.length} bytes of a record\n`);
    process.exitCode = 1;
    connection.destroy();
  } else {
    connection.end(report());
  }
});

connection.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
