import { EnvironmentError } from '../../core/environment-error.ts';
import type { NetworkHost } from '../../runtime/network-host.ts';

/** Runs lines by a tool of iproute2 in the wire namespace. Throws EnvironmentError with the line that failed. */
export async function runBatch(
  network: NetworkHost,
  wireNamespace: string,
  tool: 'ip' | 'tc' | 'bridge',
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  const result = await network.run([tool, '-batch', '-'], {
    networkNamespace: wireNamespace,
    input: `${lines.join('\n')}\n`,
  });
  if (result.exitCode === 0) return;
  const number = Number(/Command failed -:(\d+)/.exec(result.stderr)?.[1] ?? 0);
  const said = result.stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('Command failed'))
    .slice(0, 2)
    .join('; ');
  const line = lines[number - 1];
  throw new EnvironmentError(
    `${tool} couldn't make the links${line === undefined ? '' : ` (${line.slice(0, 200)})`}: ${said}`,
    { remedy: 'choose --emulator fabric, which needs nothing of the kernel but TAP devices' },
  );
}
