/** Labs of the command line that must be up, or the sentence that says what is instead. */

import { suggestion } from '../core/diagnostic/suggest.ts';
import { safeLine } from '../core/text/safe-text.ts';
import type { UpLab, UpNode } from '../runtime/ledger/up-register.ts';

interface Problem {
  readonly problem: string;
}

/** The one that is meant. @param name null: whichever is up @param how to say which of several */
export function findUpLab(name: string | null, labs: readonly UpLab[], how: string): UpLab | Problem {
  const [first, second] = labs;
  if (first === undefined) return { problem: 'no lab is up: `wirelab up LAB` brings one up' };
  if (name === null) {
    if (second === undefined) return first;
    const names = labs.map(({ lab }) => lab).join(', ');
    return { problem: `several labs are up (${names}): ${how}` };
  }
  const found = labs.find(({ lab }) => lab === name);
  return (
    found ??
    unknown(
      `no lab ${quoted(name)} is up`,
      name,
      labs.map(({ lab }) => lab),
    )
  );
}

export function findUpNode(name: string, { lab, state, nodes }: UpLab): UpNode | Problem {
  if (state === 'starting') return { problem: `${lab} is being brought up: its nodes can't be entered yet` };
  if (state === 'ending') return { problem: `${lab} is being ended: its nodes can't be entered any more` };
  const found = nodes.find((node) => node.name === name);
  return (
    found ??
    unknown(
      `${lab} has no node ${quoted(name)}`,
      name,
      nodes.map((node) => node.name),
    )
  );
}

function unknown(what: string, name: string, known: readonly string[]): Problem {
  const hint = suggestion(name, known);
  return { problem: hint === null ? what : `${what}: ${hint}` };
}

function quoted(name: string): string {
  return JSON.stringify(safeLine(name));
}
