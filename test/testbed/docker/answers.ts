import { request } from 'node:http';

/** Whether an engine on a Unix socket gives its 200 to a GET. */
export function answers(host: string, path = '/_ping'): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath: host.replace('unix://', ''), path, timeout: 10_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.on('timeout', () => asked.destroy());
    asked.end();
  });
}
