import type * as z from 'zod/mini';
import { suggestion } from '../diagnostic/suggest.ts';
import type { CaseText } from './case-text.ts';
import type { LabFiles } from './lab-files.ts';
import type { Problems } from './problems.ts';
import { expectationSchema } from './schema/expectation.ts';
import { faultSchema } from './schema/fault.ts';
import { linkBodySchema } from './schema/link.ts';
import { measureSchema } from './schema/measure.ts';
import { asWrittenKeys, nodeSchema } from './schema/node.ts';
import { programSchema } from './schema/program.ts';
import { timelineEntrySchema } from './schema/timeline.ts';
import { trafficSchema } from './schema/traffic.ts';
import { namePattern } from './schema/values.ts';
import type { Path, SourceNode, Span } from './source-tree.ts';
import { nodeAt, spanAt } from './source-tree.ts';
import type { Entity, Validator } from './validator.ts';

export type EmulatorChoice = 'fabric' | 'netem' | 'auto';

/** What holds for all cases of a lab. */
export interface LabContext {
  readonly problems: Problems;
  readonly validator: Validator;
  readonly files: LabFiles;
  readonly emulator: EmulatorChoice;
  /** Also warn of what makes verdicts flaky. */
  readonly strict: boolean;
  /** Nodes whose main program a submission brings. */
  readonly submissionNodes: ReadonlySet<string>;
  /** The submission names a reference solution, to which expectations may relate. */
  readonly hasReference: boolean;
  /** Changes of directions that the lab's timelines may still make. */
  readonly changesLeft: { count: number };
  /** The section `links` of `--set`. */
  readonly overrides: SourceNode | undefined;
}

type Of<T extends z.ZodMiniType> = Entity<z.output<T>>;

/** One case, its parts checked for their shape. What has a wrong one is there, without its value. */
export interface CaseContext extends LabContext {
  readonly at: Span;
  readonly timeLimitMs: number;
  readonly linkLayers: CaseText['linkLayers'];
  readonly nodes: ReadonlyMap<string, Of<typeof nodeSchema>>;
  readonly programs: ReadonlyMap<string, Of<typeof programSchema>>;
  readonly links: ReadonlyMap<string, Of<typeof linkBodySchema>>;
  readonly traffic: ReadonlyMap<string, Of<typeof trafficSchema>>;
  readonly faults: readonly Of<typeof faultSchema>[];
  readonly timeline: readonly Of<typeof timelineEntrySchema>[];
  readonly measures: ReadonlyMap<string, Of<typeof measureSchema>>;
  readonly expectations: readonly Of<typeof expectationSchema>[];
}

export function openCase(text: CaseText, timeLimitMs: number, lab: LabContext): CaseContext {
  const { validator } = lab;
  const { sections } = text;
  return {
    ...lab,
    at: text.at,
    timeLimitMs,
    linkLayers: [...text.linkLayers, lab.overrides],
    nodes: validator.entities(sections.nodes, nodeSchema, asWrittenKeys),
    programs: validator.entities(sections.programs, programSchema, asWrittenKeys),
    links: validator.entities(sections.links, linkBodySchema),
    traffic: validator.entities(sections.traffic, trafficSchema),
    faults: validator.items(sections.faults, faultSchema),
    timeline: validator.items(sections.timeline, timelineEntrySchema),
    measures: validator.entities(sections.measure, measureSchema),
    expectations: validator.items(sections.expect, expectationSchema),
  };
}

/** The name that stands at `path`; null where none does, or it is no name: said elsewhere. */
export function nameAt(entity: Entity<unknown>, path: Path): string | null {
  const node = nodeAt(entity.node, path);
  return node?.kind === 'scalar' && typeof node.value === 'string' && namePattern.test(node.value)
    ? node.value
    : null;
}

/**
 * Does the name that stands at `path` exist? Says so where it doesn't. Reads what the file says rather
 * than the checked value, so that another mistake in the same place hides nothing.
 */
export function refersTo(
  context: CaseContext,
  kind: string,
  known: ReadonlyMap<string, unknown> | ReadonlySet<string>,
  entity: Entity<unknown>,
  path: Path,
): boolean {
  const name = nameAt(entity, path);
  if (name === null) return false;
  if (known.has(name)) return true;
  context.problems.error(
    'unknown-name',
    spanAt(entity.node, path),
    `no ${kind} is named ${JSON.stringify(name)}`,
    { hint: () => suggestion(name, known.keys()) },
  );
  return false;
}

/** Is there such a link, and does that node send into it? Says so where not. */
export function refersToDirection(
  context: CaseContext,
  entity: Entity<unknown>,
  linkPath: Path = ['link'],
  fromPath: Path = ['from'],
): boolean {
  const link = nameAt(entity, linkPath);
  if (link === null || !refersTo(context, 'link', context.links, entity, linkPath)) return false;
  const from = nameAt(entity, fromPath);
  const ends = context.links.get(link)?.value?.ends;
  if (from === null || ends === undefined || ends.includes(from)) return true;
  context.problems.error(
    'unknown-name',
    spanAt(entity.node, fromPath),
    `${JSON.stringify(from)} is no end of ${link}: there is no such direction`,
    { hint: `its ends are ${ends.join(', ')}` },
  );
  return false;
}
