// Serves one connection: each line "hello N" is answered by "welcome N".
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const port = 8080;

const listener = createServer((connected) => {
  listener.close(); // no further connection
  // A line may come in several pieces.
  createInterface({ input: connected }).on('line', (line) => {
    console.log(`heard ${line}`);
    connected.write(`${line.replace(/^hello /, 'welcome ')}\n`);
  });
});
listener.listen(port);
