/** What tc and the kernel can do, by their versions. */

/** Of `tc -V`: `tc utility, iproute2-6.1.0, libbpf 1.1.2`; null where it says something else. */
export function tcVersion(text: string): string | null {
  return /iproute2-(?:ss)?([0-9][0-9.]*)/.exec(text)?.[1]?.replace(/\.$/, '') ?? null;
}

/** netem's `seed` came with Linux 6.6 (kernel commit 4072d97ddc44) and iproute2 6.6.0 (a67cf9a2). */
export function hasSeed(tc: string | null, kernelRelease: string): boolean {
  return isAtLeast(tc ?? '', 6, 6) && isAtLeast(kernelRelease, 6, 6);
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [, first = '0', second = '0'] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(first) > major || (Number(first) === major && Number(second) >= minor);
}

/** A stage's own seed, as its neighbours mustn't draw the same numbers. FNV-1a, 32 bits: tc prints it exactly. */
export function stageSeed(seed: number, ...place: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const character of [String(seed), ...place].join('\n')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash === 0 ? 1 : hash;
}
