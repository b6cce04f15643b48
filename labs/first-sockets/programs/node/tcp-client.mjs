// Sends three lines and waits for the answer to each.
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const host = '127.0.0.1';
const port = 8080;

const connected = connect(port, host);
await once(connected, 'connect');
const answers = createInterface({ input: connected });
for (let number = 1; number <= 3; number += 1) {
  connected.write(`hello ${number}\n`);
  const [answer] = await once(answers, 'line');
  console.log(answer);
}
connected.end();
