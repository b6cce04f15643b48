import * as z from 'zod/mini';
import { impairmentSchema } from './impairment.ts';
import { exactlyOneOf, optional, required, rule } from './key.ts';
import { duration, flag, name } from './values.ts';

export const signals = [
  'ABRT',
  'ALRM',
  'CONT',
  'HUP',
  'INT',
  'KILL',
  'PIPE',
  'QUIT',
  'STOP',
  'TERM',
  'TSTP',
  'TTIN',
  'TTOU',
  'USR1',
  'USR2',
  'WINCH',
] as const;

const signal = z.strictObject({
  signal: required(z.enum(signals), "A signal's name without SIG.", { examples: ['STOP'] }),
});

export const timelineEntrySchema = z
  .strictObject({
    at: required(duration, "From the case's start."),
    link: optional(name, 'The link that changes.'),
    from: optional(name, 'Only what this node sends into it.'),
    set: optional(impairmentSchema, 'Impairments, key by key over what holds then; null removes.'),
    down: optional(flag, 'A black hole until `down: false`: what is queued or in flight is lost.'),
    program: optional(name, 'The program, or the node whose main program is meant.'),
    do: optional(
      z.union([z.enum(['stop', 'start', 'restart']), signal]),
      'stop, start, restart or {signal: STOP}.',
    ),
  })
  .check(
    exactlyOneOf('link', 'program'),
    rule((entry) => {
      if (entry.program !== undefined) {
        if (entry.do === undefined) return { message: 'missing key: do', path: ['program'] };
        for (const key of ['from', 'set', 'down'] as const) {
          if (entry[key] !== undefined)
            return { message: `${key} goes with a link, not a program`, path: [key] };
        }
        return null;
      }
      if (entry.do !== undefined) return { message: 'do goes with a program, not a link', path: ['do'] };
      if (entry.link !== undefined && entry.set === undefined && entry.down === undefined) {
        return { message: 'set or down is needed here', path: ['link'] };
      }
      return null;
    }),
  );
