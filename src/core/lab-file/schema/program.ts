import * as z from 'zod/mini';
import { optional, required } from './key.ts';
import { readySchema } from './node.ts';
import { command, duration, environment, flag, name, text, whole } from './values.ts';

export const programSchema = z.strictObject({
  node: required(name, 'The node it runs on.'),
  run: required(command, 'A list is its argv, a text goes to `sh -c`.'),
  stdin: optional(text.check(z.minLength(1)), "A file within the lab's folder. Empty unless given."),
  at: optional(duration, "When it starts, from the case's start.", { default: '0s' }),
  count: optional(whole(1, 1000), 'How many of it run at once, as NAME.1, NAME.2, ...', { default: 1 }),
  env: optional(environment, "Its environment, over the node's."),
  ready: optional(readySchema, 'Makes it a service: the case starts once it is ready.'),
  service: optional(flag, 'Whether the case ends without waiting for it. True beside `ready`.'),
});
