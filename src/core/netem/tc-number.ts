/** Numbers as tc(8) reads them, in units that leave no doubt. */

/** tc keeps probabilities as 32-bit fractions. */
export function percentText(ratio: number): string {
  return `${decimal(ratio * 100)}%`;
}

/** Whole microseconds, which is what tc keeps. */
export function timeText(ms: number): string {
  return `${Math.round(ms * 1000)}us`;
}

/** `bit` is bits a second; `bps` would be bytes. tc keeps whole bytes a second. */
export function rateText(bitsPerSecond: number): string {
  return `${Math.round(bitsPerSecond)}bit`;
}

export function rateBytesPerSecond(bitsPerSecond: number): number {
  return Math.floor(Math.round(bitsPerSecond) / 8);
}

/** Without an exponent. */
function decimal(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '');
}
