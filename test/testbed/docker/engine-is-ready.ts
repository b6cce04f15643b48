import { spawnSync } from 'node:child_process';

const ask = `
const [host, path] = process.argv.slice(1);
const { protocol, hostname, port, pathname } = new URL(host);
const where = protocol === 'unix:' ? { socketPath: pathname } : { hostname, port };
require('node:http').get({ ...where, path, timeout: 10000 }, (answer) => process.exit(answer.statusCode === 200 ? 0 : 1))
  .on('timeout', () => process.exit(1)).on('error', () => process.exit(1));
`;

/** Whether the engine of DOCKER_HOST, or of the usual socket, answers and has Wirelab's images. */
export function engineIsReady(): boolean {
  const host = process.env.DOCKER_HOST || 'unix:///var/run/docker.sock';
  const asked = spawnSync(process.execPath, ['-e', ask, host, '/images/wirelab/base/json'], {
    stdio: 'ignore',
  });
  return asked.status === 0;
}
