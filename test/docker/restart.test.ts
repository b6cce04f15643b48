/** An engine that is restarted in the middle of a run, as by an upgrade, or after a crash. */

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Workplace } from '../cli/command-line.ts';
import { describeWith } from '../support/requires.ts';
import { type OwnEngine, startOwnEngine } from './engine/own-engine.ts';
import { leftOf } from './engine-objects.ts';

const lab = `
lab: restarted
time: 10min
nodes:
  a: {run: [sleep, "1000"]}
  b: {}
links: {wan: {ends: [a, b]}}
traffic: {ping: {kind: udp-rr, from: a, to: b, count: 100000, timeout: 1s}}
expect: [{metric: a.exit_code, is: 0}]
`;

describeWith(['root', 'tun', 'docker', 'images'], 'an engine that is restarted', () => {
  let own: OwnEngine;
  beforeAll(async () => {
    own = await startOwnEngine('wirelab/base', 'wirelab/tools');
  }, 240_000);
  afterAll(() => own?.[Symbol.asyncDispose]());

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'in mid-run makes that run infra, and what is left of it can be removed (%s)',
    async (signal) => {
      vi.stubEnv('DOCKER_HOST', own.testbed.host);
      using place = new Workplace(own.environment);
      place.write('lab.yaml', lab);
      const running = place.start('run', 'lab.yaml', '--runtime', 'docker');
      await running.printed('the clock starts');
      await own.testbed.kill(signal);
      const run = await running.ended;
      await own.testbed.startAgain();
      expect(run).toMatchObject({ status: 3 });
      expect(run.stdout).toMatch(/INFRA +restarted: 0 of 1 point/);
      expect(run.stdout).toMatch(/Why: .*(container engine|container ended)/);
      const cleaned = await place.run('clean');
      expect(cleaned).toMatchObject({ status: 0, stderr: '' });
      expect(await leftOf(null)).toEqual([]);
      // And it is as good as before.
      const again = await place.run('run', 'lab.yaml', '--runtime', 'docker', '--time', '1s');
      expect(again).toMatchObject({ status: 1, stderr: '' });
      expect(await leftOf(null)).toEqual([]);
    },
  );
});
