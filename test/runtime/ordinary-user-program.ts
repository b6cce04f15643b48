/** Run as an ordinary user by ordinary-user.test.ts: makes two nodes and says what it saw. */

import { joinDevices, openSandbox, run, shell } from './sandbox-fixture.ts';
import { pair } from './topology.ts';

await using open = await openSandbox(pair({ capabilities: ['NET_RAW'] }));
await joinDevices(open, [
  ['left', 'eth0'],
  ['right', 'eth0'],
]);
const left = open.node('left');
const right = open.node('right');
const agent = right.spawnAgent(['sh', '-c', 'readlink /proc/self/ns/net; exec cat >/dev/null']);
const agentSaid = new Promise<string>((resolve) => agent.stdout?.setEncoding('utf8').once('data', resolve));
const seen = {
  facts: open.sandbox.facts,
  warnings: open.sandbox.warnings.length,
  ping4: (await run(left, ['ping', '-4', '-c', '1', '-W', '5', 'right'])).stdout.includes('1 received'),
  ping6: (await run(left, ['ping', '-6', '-c', '1', '-W', '5', 'right'])).stdout.includes('1 received'),
  user: (await shell(right, 'id -u')).stdout.trim(),
  capabilities: (await shell(right, 'grep ^CapEff /proc/self/status')).stdout.trim(),
  raw: (await shell(left, 'grep ^CapEff /proc/self/status')).stdout.trim(),
  homes: (await shell(right, 'ls /home; ls /root /etc/shadow 2>/dev/null; echo $(hostname)')).stdout,
  writes: (
    await shell(
      right,
      '(echo 1 >/proc/sys/net/ipv4/ip_forward); (: >/usr/no); (: >/no); echo ok >/home/lab/yes && cat /home/lab/yes',
    )
  ).stdout,
  agent: (await agentSaid).startsWith('net:['),
  killed: await (async () => {
    const program = right.start({
      argv: ['sh', '-c', '(setsid sleep 1000 &); echo up; sleep 1000'],
      env: {},
      stdin: null,
    });
    await new Promise((resolve) => program.stdout.once('data', resolve));
    program.signal('SIGKILL');
    return (await program.ended).signal;
  })(),
};
process.stdout.write(JSON.stringify(seen));
