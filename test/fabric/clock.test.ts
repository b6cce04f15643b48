import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const clock = fileURLToPath(new URL('../../dist/emulator/fabric/process/clock.js', import.meta.url));

/** In a process that has just begun, as the fabric's has. */
const program = `
const { fromMonotonicNs, nowNs } = await import(${JSON.stringify(clock)});
let beforeNs = 0, thenNs = 0, afterNs = Infinity;
for (let reading = 0; reading < 100; reading++) {
  const before = nowNs();
  const then = fromMonotonicNs(process.hrtime.bigint());
  const after = nowNs();
  if (after - before < afterNs - beforeNs) [beforeNs, thenNs, afterNs] = [before, then, after];
}
console.log(JSON.stringify({ early: beforeNs - thenNs, late: thenNs - afterNs }));
`;

it("the fabric's clock stands where CLOCK_MONOTONIC does", () => {
  const ran = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  const offNs = JSON.parse(ran.stdout) as { early: number; late: number };
  // What both are read within is microseconds; that the first reading of a clock takes milliseconds is no excuse.
  expect(Math.max(offNs.early, offNs.late)).toBeLessThan(500_000);
});
