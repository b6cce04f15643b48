import { suggestion } from '../diagnostic/suggest.ts';
import type { SubmissionLanguage, SubmissionSpec } from '../lab/lab.ts';
import type { LabContext } from './case-context.ts';
import { checkImage } from './check-image.ts';
import { submissionSchema } from './schema/submission.ts';
import type { SourceEntry } from './source-tree.ts';
import { keySpanAt, spanAt } from './source-tree.ts';
import type { Validator } from './validator.ts';

export const runAsWritten: ReadonlySet<string> = new Set(['run']);

/** The nodes that a submission's programs run on, whatever else is wrong with it. */
export function submissionNodes(validator: Validator, entry: SourceEntry | undefined): ReadonlySet<string> {
  if (entry === undefined) return new Set();
  return new Set(validator.check(submissionSchema, entry.value, entry.key, runAsWritten)?.node);
}

/** @param nodes of all cases */
export function resolveSubmission(
  context: LabContext,
  entry: SourceEntry | undefined,
  nodes: ReadonlySet<string>,
): SubmissionSpec | null {
  if (entry === undefined) return null;
  const { value: node, key: at } = entry;
  const value = context.validator.check(submissionSchema, node, at, runAsWritten);
  if (value === null) return null;
  for (const [index, name] of value.node.entries()) {
    if (nodes.has(name)) continue;
    const path = value.node.length === 1 ? ['node'] : ['node', index];
    context.problems.error('unknown-name', spanAt(node, path), `no node is named ${JSON.stringify(name)}`, {
      hint: suggestion(name, nodes),
    });
  }
  if (value.reference !== undefined) {
    const folder = context.files.folder(value.reference);
    if (!folder.ok) context.problems.error('file', spanAt(node, ['reference']), `reference: ${folder.error}`);
  }
  const languages = Object.entries(value.languages).map(([name, language]): SubmissionLanguage => {
    const { when, image = null, build = null } = language;
    if (image !== null) checkImage(image, spanAt(node, ['languages', name, 'image']), context.problems);
    return { name, when, image, build, run: runByNode(name, language.run) };
  });
  return { nodes: value.node, reference: value.reference ?? null, languages };

  function runByNode(
    language: string,
    run: readonly string[] | Readonly<Record<string, readonly string[]>>,
  ): Readonly<Record<string, readonly string[]>> {
    const wanted = value?.node ?? [];
    const at = keySpanAt(node, ['languages', language, 'run']);
    if (isArgv(run)) {
      const [only, second] = wanted;
      if (second !== undefined) {
        context.problems.error(
          'wrong-type',
          at,
          `run: there are several nodes: a map by node is needed here`,
          {
            hint: `such as run: {${wanted.map((name) => `${name}: [...]`).join(', ')}}`,
          },
        );
      }
      return only === undefined ? {} : { [only]: run };
    }
    for (const name of wanted) {
      if (run[name] === undefined) context.problems.error('missing-key', at, `run: missing key: ${name}`);
    }
    for (const name of Object.keys(run)) {
      if (wanted.includes(name)) continue;
      const place = keySpanAt(node, ['languages', language, 'run', name]);
      context.problems.error('unknown-name', place, `run: ${name} is none of the submission's nodes`);
    }
    return run;
  }
}

function isArgv(
  run: readonly string[] | Readonly<Record<string, readonly string[]>>,
): run is readonly string[] {
  return Array.isArray(run);
}
