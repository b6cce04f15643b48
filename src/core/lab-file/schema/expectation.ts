import * as z from 'zod/mini';
import { exactlyOneOf, optional, required } from './key.ts';
import { pattern, ratio, text } from './values.ts';

/** A figure in the metric's own unit, which the metric decides: judged once that is known. */
const figure = z.union([z.string(), z.number(), z.boolean()]).register(z.globalRegistry, {
  title: 'figure',
});

export const metric = text
  .check(z.minLength(1), z.maxLength(200))
  .register(z.globalRegistry, { title: 'metric' });

const relation = z.strictObject({
  metric: required(metric, 'Another metric.'),
  of: optional(z.literal('reference'), "Of the reference solution's run."),
  times: optional(z.number().check(z.gte(0)), 'Multiplied by.', { default: 1 }),
  plus: optional(figure, "And added to that, in the metric's unit.", { default: 0 }),
});

const bound = z.union([figure, relation]);

export const points = z.number().check(z.gte(0), z.lte(10_000));

export const requirementKeys = [
  'is',
  'is-not',
  'at-least',
  'at-most',
  'between',
  'within',
  'matches',
  'credit',
] as const;

export const expectationSchema = z
  .strictObject({
    metric: required(metric, 'The metric, such as `voice.loss`.'),
    is: optional(figure, 'Exactly this.'),
    'is-not': optional(figure, 'Anything but this.'),
    'at-least': optional(bound, 'This or more. A bound is a figure, or `{metric: M, times: 2, plus: 20ms}`.'),
    'at-most': optional(bound, 'This or less.'),
    between: optional(z.array(bound).check(z.minLength(2), z.maxLength(2)), 'Inclusive.', {
      examples: [['7%', '13%']],
    }),
    within: optional(
      z.strictObject({
        of: required(bound, 'The figure.'),
        by: required(ratio, 'The relative deviation allowed.'),
      }),
      'Near a figure.',
      { examples: [{ of: '79.4kbit', by: '5%' }] },
    ),
    matches: optional(pattern, 'A regular expression, unanchored and multiline.'),
    credit: optional(
      z.strictObject({
        zero: required(bound, 'Where the points start.'),
        full: required(bound, 'Where all points are reached.'),
      }),
      'Linear partial credit.',
    ),
    points: optional(points, 'What it is worth.', { default: 1 }),
    because: optional(text, 'Why it must hold, for whom it fails.'),
  })
  .check(exactlyOneOf(...requirementKeys));

export type ExpectationText = z.output<typeof expectationSchema>;
