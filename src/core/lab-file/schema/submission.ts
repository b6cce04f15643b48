import * as z from 'zod/mini';
import { optional, required, rule } from './key.ts';
import { command, image, name, oneOrMore, text } from './values.ts';

const relativeFile = text.check(
  z.minLength(1),
  z.maxLength(255),
  z.regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$)).+$/, 'this must be a file within the submission'),
);

const language = z.strictObject({
  when: required(relativeFile, 'The file whose presence chooses this language.', { examples: ['client.c'] }),
  image: optional(
    image,
    "Docker image of its nodes and of its build (docker runtime only). Unless given the node's own; where that has none either, `wirelab/NAME` for the languages `c`, `java`, `node` and `python`.",
    { examples: ['rust:1.82'] },
  ),
  build: optional(text.check(z.minLength(1)), 'Builds it, by `sh -c` in /home/lab.'),
  run: required(
    z.union([command, z.record(name, command)]),
    'Runs it in /home/lab; by node where there are several.',
  ),
});

export const submissionSchema = z.strictObject({
  node: required(oneOrMore(name), 'Where the submission runs: a node, or a list.'),
  reference: optional(
    text.check(z.minLength(1)),
    "A folder within the lab's folder: a solution to compare with.",
  ),
  languages: required(
    z
      .record(
        z.string().check(z.regex(/^[a-z][a-z0-9+#-]{0,30}$/, 'the name of a language is in lower case')),
        language,
      )
      .check(
        rule((value) =>
          Object.keys(value).length === 0 ? { message: 'one language at least is needed here' } : null,
        ),
      ),
    'The first whose `when` is there is taken.',
  ),
});
