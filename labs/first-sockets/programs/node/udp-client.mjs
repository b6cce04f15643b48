// Sends three datagrams and waits for the answer to each, a second at most.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const host = '127.0.0.1';
const port = 8080;

const endpoint = createSocket('udp4');
for (let number = 1; number <= 3; number += 1) {
  endpoint.send(`hello ${number}`, port, host);
  try {
    const [answer] = await once(endpoint, 'message', { signal: AbortSignal.timeout(1000) });
    console.log(answer.toString());
  } catch {
    console.log(`no answer to ${number}`);
  }
}
endpoint.close();
