/** A verdict as a word, of one width, that says the same with and without colour. */

import type { Verdict } from '../core/event/event.ts';

const words: Readonly<Record<Verdict, { word: string; sgr: number }>> = {
  pass: { word: 'PASS', sgr: 32 },
  partial: { word: 'PARTIAL', sgr: 33 },
  fail: { word: 'FAIL', sgr: 31 },
  invalid: { word: 'INVALID', sgr: 35 },
  infra: { word: 'INFRA', sgr: 35 },
};

const columns = 7;

export function verdictBadge(verdict: Verdict, color: boolean): string {
  const { word, sgr } = words[verdict];
  const padding = ' '.repeat(columns - word.length);
  return color ? `\u001b[1;${sgr}m${word}\u001b[0m${padding}` : word + padding;
}
