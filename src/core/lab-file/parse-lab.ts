/** A lab file's text to a lab, or to everything that is wrong with it. */

import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { suggestion } from '../diagnostic/suggest.ts';
import type { Lab, ResolvedCase } from '../lab/lab.ts';
import type { EmulatorChoice, LabContext } from './case-context.ts';
import type { CaseText } from './case-text.ts';
import { splitCases } from './case-text.ts';
import type { LabFiles } from './lab-files.ts';
import { mostDirectionChanges } from './limits.ts';
import { readOverrides } from './overrides.ts';
import { Problems } from './problems.ts';
import { readYaml } from './read-yaml.ts';
import { resolveCase } from './resolve-case.ts';
import { resolveSubmission, submissionNodes } from './resolve-submission.ts';
import { headerSchema, largestSeed, sections } from './schema/lab.ts';
import type { SourceMap } from './source-tree.ts';
import { child, isNull, pick } from './source-tree.ts';
import { Validator } from './validator.ts';

export interface ParseContext {
  /** What diagnostics call the file; absolute in the lab. */
  readonly file: string;
  readonly folder: string;
  readonly files: LabFiles;
  /** Of `--set`. */
  readonly overrides: readonly string[];
  /** The command line's, over the lab's; null: the lab's. */
  readonly seed: number | null;
  readonly timeLimitMs: number | null;
  readonly emulator: EmulatorChoice;
  /** Also warns of what makes verdicts flaky. */
  readonly strict?: boolean;
}

export interface ParsedLab {
  /** Null where there are errors. */
  readonly lab: Lab | null;
  readonly diagnostics: Diagnostic[];
}

const defaultTimeLimitMs = 60_000;
const topLevelKeys = [...Object.keys(headerSchema.shape), ...Object.keys(sections), 'cases', 'submission'];

export function parseLab(text: string, context: ParseContext): ParsedLab {
  const problems = new Problems();
  const root = readYaml(context.file, text, problems);
  if (root === null) return { lab: null, diagnostics: problems.list() };
  if (root.kind !== 'map') {
    problems.error('wrong-type', { ...root.span, end: root.span.start }, 'a lab file is a map of keys', {
      hint: 'it starts with `lab: NAME`',
    });
    return { lab: null, diagnostics: problems.list() };
  }
  const lab = resolveLab(root, context, problems);
  return { lab: problems.hasErrors ? null : lab, diagnostics: problems.list() };
}

function resolveLab(root: SourceMap, context: ParseContext, problems: Problems): Lab {
  checkTopLevel(root, problems);
  const start = { ...root.span, end: root.span.start };
  const validator = new Validator(problems);
  const header = validator.check(
    headerSchema,
    pick(root, (key) => key in headerSchema.shape),
    start,
  );
  if (header?.time === 0) {
    problems.error(
      'bad-value',
      root.entries.get('time')?.value.span ?? start,
      'time: a case needs some time',
    );
  }
  if (
    context.seed !== null &&
    !(Number.isInteger(context.seed) && context.seed >= 0 && context.seed <= largestSeed)
  ) {
    problems.error('bad-value', start, `--seed: a whole number from 0 to ${largestSeed} is needed`);
  }
  if (context.timeLimitMs === 0) problems.error('bad-value', start, '--time: a case needs some time');
  const texts = splitCases(root, problems);
  const submission = presentEntry(root, 'submission');
  const shared: LabContext = {
    problems,
    validator,
    files: context.files,
    emulator: context.emulator,
    strict: context.strict ?? false,
    submissionNodes: submissionNodes(validator, submission),
    hasReference: child(submission?.value, 'reference') !== undefined,
    changesLeft: { count: mostDirectionChanges },
    overrides: readOverrides(context.overrides, linkEnds(texts), problems),
  };
  const defaults = {
    timeLimitMs: header?.time ?? defaultTimeLimitMs,
    forcedTimeLimitMs: context.timeLimitMs,
  };
  const cases = texts.map((text) => resolveCase(text, shared, defaults));
  checkCaseNames(texts, cases, problems);
  const nodes = new Set(texts.flatMap((text) => sectionKeys(text, 'nodes')));
  return {
    name: header?.lab ?? '',
    title: header?.title ?? header?.lab ?? '',
    about: header?.about ?? '',
    file: context.file,
    folder: context.folder,
    seed: context.seed ?? header?.seed ?? 1,
    cases,
    submission: resolveSubmission(shared, submission, nodes),
  };
}

function checkTopLevel(root: SourceMap, problems: Problems): void {
  for (const [key, entry] of root.entries) {
    if (topLevelKeys.includes(key) || key.startsWith('x-')) continue;
    problems.error('unknown-key', entry.key, `unknown key ${JSON.stringify(key)}`, {
      hint: () => suggestion(key, topLevelKeys) ?? 'keys of your own start with x-',
    });
  }
  if (presentEntry(root, 'nodes') === undefined) {
    const at = root.entries.get('nodes')?.key ?? { ...root.span, end: root.span.start };
    problems.error('missing-key', at, 'missing key: nodes', {
      hint: 'such as `nodes: {client: {}, server: {}}`',
    });
  }
}

function presentEntry(root: SourceMap, key: string) {
  const entry = root.entries.get(key);
  return entry === undefined || isNull(entry.value) ? undefined : entry;
}

function sectionKeys(text: CaseText, section: 'nodes' | 'links'): string[] {
  const node = text.sections[section];
  return node?.kind === 'map' ? [...node.entries.keys()] : [];
}

/** By link of any case, its ends in all of them. */
function linkEnds(texts: readonly CaseText[]): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const text of texts) {
    for (const name of sectionKeys(text, 'links')) {
      const ends = child(child(text.sections.links, name), 'ends');
      const known = all.get(name) ?? new Set();
      if (ends?.kind === 'list') {
        for (const end of ends.items) if (end.kind === 'scalar') known.add(end.text);
      }
      all.set(name, known);
    }
  }
  return all;
}

function checkCaseNames(
  texts: readonly CaseText[],
  cases: readonly ResolvedCase[],
  problems: Problems,
): void {
  const first = new Map<string, CaseText>();
  for (const [index, { name }] of cases.entries()) {
    const text = texts[index];
    if (text?.header == null || child(text.header, 'case') === undefined) continue;
    const other = first.get(name);
    if (other === undefined) first.set(name, text);
    else {
      problems.error('duplicate-name', text.at, `another case is named ${JSON.stringify(name)} already`, {
        related: [{ message: 'the other', at: other.at }],
      });
    }
  }
}
