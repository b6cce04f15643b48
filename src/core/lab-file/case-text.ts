/** A lab's cases as the file says them: what is common, with what each overrides on top. */

import { suggestion } from '../diagnostic/suggest.ts';
import { mostCases, mostEntries, mostEntriesOfCases } from './limits.ts';
import { merge } from './merge.ts';
import type { Problems } from './problems.ts';
import { caseHeaderSchema, sections } from './schema/lab.ts';
import type { SourceMap, SourceNode, Span } from './source-tree.ts';
import { child, isNull, pick } from './source-tree.ts';

export type SectionName = keyof typeof sections;

const sectionNames = Object.keys(sections) as SectionName[];
const listSections: ReadonlySet<string> = new Set<SectionName>(['faults', 'timeline', 'expect']);

type Sections = Readonly<Record<SectionName, SourceNode | undefined>>;

export interface CaseText {
  /** Where it is named. */
  readonly at: Span;
  /** What it has beside the sections. */
  readonly header: SourceMap | null;
  readonly sections: Sections;
  /** The section `links` in layers, the later over the earlier. */
  readonly linkLayers: readonly (SourceNode | undefined)[];
}

/** One case `main` where the lab has none. */
export function splitCases(root: SourceMap, problems: Problems): CaseText[] {
  checkSections(root, problems);
  checkNothingNull(root, problems);
  const base = mergedSections({}, root);
  const cases = child(root, 'cases');
  if (cases === undefined || isNull(cases)) return [wholeLab(root, base)];
  if (cases.kind !== 'list' || cases.items.length === 0) {
    problems.error(
      'wrong-type',
      root.entries.get('cases')?.key ?? cases.span,
      'cases: a list of cases is needed here',
      {
        hint: 'a lab without `cases` is one case, `main`',
      },
    );
    return [wholeLab(root, base)];
  }
  if (cases.items.length > mostCases) {
    problems.error('bad-value', cases.span, `a lab has at most ${mostCases} cases`);
    return [wholeLab(root, base)];
  }
  const texts: CaseText[] = [];
  for (const item of cases.items) {
    if (item.kind === 'map') texts.push(oneCase(root, base, item, problems));
    else problems.error('wrong-type', item.span, 'a case is a map', { hint: 'such as `- case: clean link`' });
  }
  const size = texts.reduce((sum, text) => sum + sizeOf(text), 0);
  if (size > mostEntriesOfCases) {
    const message = `the cases have ${size} nodes, links and so on in all: at most ${mostEntriesOfCases} are allowed`;
    problems.error('too-large', cases.span, message);
    return texts.slice(0, 1);
  }
  return texts.length === 0 ? [wholeLab(root, base)] : texts;
}

function wholeLab(root: SourceMap, base: Sections): CaseText {
  return {
    at: root.entries.get('lab')?.key ?? { ...root.span, end: root.span.start },
    header: null,
    sections: base,
    linkLayers: [child(root, 'links')],
  };
}

function oneCase(root: SourceMap, base: Sections, item: SourceMap, problems: Problems): CaseText {
  const headerKeys = Object.keys(caseHeaderSchema.shape);
  const known = [...headerKeys, ...sectionNames];
  for (const [key, entry] of item.entries) {
    if (known.includes(key)) continue;
    problems.error('unknown-key', entry.key, `unknown key ${JSON.stringify(key)} in a case`, {
      hint: () => suggestion(key, known),
    });
  }
  checkSections(item, problems);
  const links = child(item, 'links');
  if (links?.kind === 'map') {
    for (const [name, { value }] of links.entries) {
      const ends = value.kind === 'map' ? value.entries.get('ends') : undefined;
      if (ends === undefined || child(child(root, 'links'), name) === undefined) continue;
      problems.error('not-overridable', ends.key, `a case can't change the ends of ${name}`, {
        hint: 'remove the link (`null`) and add another under a name of its own',
      });
    }
  }
  const named = child(item, 'case');
  return {
    at: named?.span ?? item.span,
    header: pick(item, (key) => headerKeys.includes(key)),
    sections: mergedSections(base, item),
    linkLayers: [child(root, 'links'), links],
  };
}

function mergedSections(base: Partial<Sections>, over: SourceMap): Sections {
  const entries = sectionNames.map((name) => [name, merge(base[name], usable(over, name))]);
  return Object.fromEntries(entries) as Sections;
}

function sizeOf(text: CaseText): number {
  return Object.values(text.sections).reduce((sum, section) => sum + entryCount(section), 0);
}

function entryCount(section: SourceNode | undefined): number {
  if (section?.kind === 'map') return section.entries.size;
  return section?.kind === 'list' ? section.items.length : 0;
}

function usable(map: SourceMap, name: SectionName): SourceNode | undefined {
  const node = child(map, name);
  if (node === undefined || isNull(node)) return node;
  return node.kind === (listSections.has(name) ? 'list' : 'map') ? node : undefined;
}

function checkSections(map: SourceMap, problems: Problems): void {
  for (const name of sectionNames) {
    const entry = map.entries.get(name);
    if (entry === undefined || isNull(entry.value)) continue;
    const section = usable(map, name);
    if (entryCount(section) > mostEntries) {
      problems.error('bad-value', entry.key, `${name}: at most ${mostEntries} are allowed`);
    }
    if (section !== undefined) continue;
    const wanted = listSections.has(name) ? 'a list' : 'a map of names';
    problems.error('wrong-type', entry.key, `${name}: ${wanted} is needed here`);
  }
}

/** Null removes, and in the lab itself there is nothing yet that it could remove. */
function checkNothingNull(root: SourceMap, problems: Problems): void {
  for (const name of ['nodes', 'programs', 'links', 'traffic', 'measure'] as const) {
    const section = child(root, name);
    if (section?.kind !== 'map') continue;
    for (const [key, { key: at, value, bare }] of section.entries) {
      if (bare || !isNull(value)) continue;
      problems.error('wrong-type', at, `${key} says nothing`, { hint: `write \`${key}: {}\`` });
    }
  }
}
