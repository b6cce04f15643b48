/** Quantities as people read them, in few and steady columns. */

/** Three significant digits, never more than four characters, trailing zeros kept. */
function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

function scaled(value: number, unit: string, prefixes: readonly string[]): string {
  let left = value;
  let power = 0;
  while (left >= 999.5 && power < prefixes.length - 1) {
    left /= 1000;
    power += 1;
  }
  const digits = power === 0 ? left.toFixed(0) : threeDigits(left);
  return `${digits} ${prefixes[power] ?? ''}${unit}`;
}

/** At most 11 columns below 1000 Tbit/s. */
export function rateText(bitsPerSecond: number): string {
  return scaled(bitsPerSecond, 'bit/s', ['', 'k', 'M', 'G', 'T']);
}

/** At most 7 columns below 1000 TB. */
export function bytesText(bytes: number): string {
  return scaled(bytes, 'B', ['', 'k', 'M', 'G', 'T']);
}

/** At most 5 columns below 10^12. */
export function countText(count: number): string {
  return count < 100_000 ? count.toFixed(0) : scaled(count, '', ['', 'k', 'M', 'G']).replace(' ', '');
}

/** At most 7 columns below 1000 s. */
export function durationText(seconds: number): string {
  if (seconds >= 0.9995) return `${threeDigits(seconds)} s`;
  return seconds * 1000 >= 99.95 ? `${(seconds * 1000).toFixed(0)} ms` : `${(seconds * 1000).toFixed(1)} ms`;
}

/** For a running clock: tenths below a minute, then minutes and seconds. */
export function clockText(seconds: number): string {
  const tenths = Math.max(0, Math.floor(seconds * 10 + 1e-6));
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const whole = Math.floor(tenths / 10);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`;
}

/** As short as the value allows: `5%`, `0.5%`, `33.3%`. */
export function percentText(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(3))}%`;
}

/** A setting rather than a measurement: `1.5 Mbit/s`, `40 ms`. */
export function rateSettingText(bitsPerSecond: number): string {
  for (const [size, unit] of [
    [1e9, 'Gbit/s'],
    [1e6, 'Mbit/s'],
    [1e3, 'kbit/s'],
  ] as const) {
    if (bitsPerSecond >= size) return `${Number((bitsPerSecond / size).toPrecision(4))} ${unit}`;
  }
  return `${bitsPerSecond} bit/s`;
}

export function milliseconds(ms: number): string {
  return ms >= 1000 ? `${Number((ms / 1000).toPrecision(4))} s` : `${Number(ms.toPrecision(4))} ms`;
}
