// Answers each datagram "hello N" by "welcome N", for ever.
import { createSocket } from 'node:dgram';

const port = 8080;

const endpoint = createSocket('udp4');
endpoint.on('message', (data, client) => {
  const text = data.toString();
  console.log(`heard ${text}`);
  endpoint.send(text.replace(/^hello /, 'welcome '), client.port, client.address);
});
endpoint.bind(port);
