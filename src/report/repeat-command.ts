/** The command that runs a case again as it was. */

import type { CaseEnded, RunStarted } from '../core/event/event.ts';
import { shellWord } from '../core/text/shell-word.ts';

export function repeatCommand(run: RunStarted, ended: Pick<CaseEnded, 'case' | 'seed'>): string {
  const argv = ['wirelab', ...(run.repeatWith ?? ['run', run.lab])];
  if (run.cases.length > 1) argv.push('--case', ended.case);
  argv.push('--seed', String(ended.seed));
  return argv.map(shellWord).join(' ');
}
