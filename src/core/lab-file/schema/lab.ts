/** The lab file as a whole. */

import * as z from 'zod/mini';
import { expectationSchema, points } from './expectation.ts';
import { faultSchema } from './fault.ts';
import { optional, required } from './key.ts';
import { linkSchema } from './link.ts';
import { measureSchema } from './measure.ts';
import { nodeSchema } from './node.ts';
import { programSchema } from './program.ts';
import { submissionSchema } from './submission.ts';
import { timelineEntrySchema } from './timeline.ts';
import { trafficSchema } from './traffic.ts';
import { duration, flag, name, text, whole } from './values.ts';

export const largestSeed = 2 ** 32 - 1;

const time = "A case's time limit, which in itself is no failure.";

/** The sections that a case may override. */
export const sections = {
  nodes: required(z.record(name, nodeSchema), 'Hosts with a network of their own, by name.'),
  programs: optional(z.record(name, programSchema), 'More programs on nodes, by name.'),
  links: optional(z.record(name, linkSchema), 'What joins nodes, by name.'),
  traffic: optional(z.record(name, trafficSchema), "Wirelab's own servers and clients, by name."),
  faults: optional(z.array(faultSchema), 'Scripted events on exactly chosen packets.'),
  timeline: optional(z.array(timelineEntrySchema), 'What changes while a case runs.'),
  measure: optional(z.record(name, measureSchema), "Metrics of one's own, by name."),
  expect: optional(z.array(expectationSchema), 'What must hold.'),
};

export const headerSchema = z.object({
  lab: required(name, "The lab's name."),
  title: optional(text, 'One line for people. The name unless given.'),
  about: optional(text, 'Markdown, shown by `wirelab show` and in reports.'),
  seed: optional(whole(0, largestSeed), "Decides every packet's fate; `--seed` overrides.", { default: 1 }),
  time: optional(duration, time, { default: '60s' }),
});

const repeat = z.strictObject({
  times: required(whole(1, 1000), 'Runs, with seeds seed, seed+1, ...'),
  score: optional(
    z.enum(['all', 'best', 'worst']),
    '`all`: each expectation must hold in every run. `best`, `worst`: the run that fared so counts.',
    { default: 'all' },
  ),
});

/** What a case has beside the sections it overrides. */
export const caseHeaderSchema = z.object({
  case: required(text.check(z.minLength(1), z.maxLength(100)), "The case's name."),
  points: optional(points, 'For the case as a whole, all or nothing; no points inside then.'),
  repeat: optional(repeat, 'Run it several times.'),
  hidden: optional(flag, 'The student sees the points, not what was expected.', { default: false }),
  time: optional(duration, time),
});

export const submissionSection = optional(submissionSchema, 'Makes the lab a graded one.');
