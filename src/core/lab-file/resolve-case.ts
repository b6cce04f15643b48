import type { ResolvedCase } from '../lab/lab.ts';
import type { CaseContext, LabContext } from './case-context.ts';
import { openCase } from './case-context.ts';
import type { CaseText } from './case-text.ts';
import { checkNames } from './check-names.ts';
import { checkNetem } from './check-netem.ts';
import { flakinessWarnings } from './flakiness.ts';
import { MetricScope } from './metric-scope.ts';
import { checkCasePoints, resolveExpectations } from './resolve-expectations.ts';
import { resolveFaults } from './resolve-faults.ts';
import { resolveLinks } from './resolve-links.ts';
import { checkFairness, measuredMetric, resolveMeasures } from './resolve-measures.ts';
import { resolveNodes, resolvePrograms } from './resolve-nodes.ts';
import { resolveTimeline } from './resolve-timeline.ts';
import { resolveTraffic } from './resolve-traffic.ts';
import { requirementKeys } from './schema/expectation.ts';
import { caseHeaderSchema } from './schema/lab.ts';
import { child, keySpanAt, spanAt } from './source-tree.ts';

export interface CaseDefaults {
  readonly timeLimitMs: number;
  /** The command line's, over the lab's and the case's. */
  readonly forcedTimeLimitMs: number | null;
}

/** One case, complete as far as it has no mistakes; those are reported, all of them. */
export function resolveCase(text: CaseText, lab: LabContext, defaults: CaseDefaults): ResolvedCase {
  const header = text.header === null ? null : lab.validator.check(caseHeaderSchema, text.header, text.at);
  const timeLimitMs = defaults.forcedTimeLimitMs ?? header?.time ?? defaults.timeLimitMs;
  if (timeLimitMs === 0 && text.header !== null) {
    lab.problems.error('bad-value', spanAt(text.header, ['time']), 'time: a case needs some time');
  }
  const context = openCase(text, timeLimitMs, lab);
  checkNames(context);
  const nodes = resolveNodes(context);
  const programs = resolvePrograms(context);
  const links = resolveLinks(context);
  const traffic = resolveTraffic(context, nodes, links);
  const scope = metricScope(context);
  const measures = resolveMeasures(context, programNames(context));
  checkFairness(context, scope);
  checkNetem(context);
  if (header?.points !== undefined && text.header !== null) {
    checkCasePoints(context, ['points'], { name: '', at: text.at, node: text.header, value: null });
  }
  const resolved: ResolvedCase = {
    name: header?.case ?? 'main',
    timeLimitMs,
    points: header?.points ?? null,
    hidden: header?.hidden ?? false,
    repeat: header?.repeat === undefined ? null : { score: 'all', ...header.repeat },
    nodes,
    programs,
    links,
    traffic,
    faults: resolveFaults(context),
    timeline: resolveTimeline(context, links, programs),
    measures,
    expectations: resolveExpectations(context, scope),
  };
  if (lab.strict) warnOfFlakiness(context, resolved);
  return resolved;
}

/** Once there are no errors: then every expectation of the file is one of the case. */
function warnOfFlakiness(context: CaseContext, resolved: ResolvedCase): void {
  if (context.problems.hasErrors) return;
  for (const [index, warnings] of flakinessWarnings(resolved, context.submissionNodes).entries()) {
    const node = context.expectations[index]?.node;
    if (node === undefined) continue;
    const key = requirementKeys.find((name) => child(node, name) !== undefined) ?? 'metric';
    for (const { message, hint } of warnings) {
      context.problems.warning('flaky', keySpanAt(node, [key]), message, { hint });
    }
  }
}

function programNames(context: CaseContext): ReadonlySet<string> {
  const names = new Set(context.programs.keys());
  for (const { name, value } of context.nodes.values()) {
    if (value === null || value.run !== undefined || context.submissionNodes.has(name)) names.add(name);
  }
  return names;
}

function metricScope(context: CaseContext): MetricScope {
  const programs = new Map<string, number | null>();
  for (const name of programNames(context)) {
    const program = context.programs.get(name);
    if (program !== undefined) programs.set(name, program.value === null ? null : (program.value.count ?? 1));
    else programs.set(name, context.nodes.get(name)?.value === null ? null : 1);
  }
  return new MetricScope({
    traffic: mapValues(context.traffic, (value) => ({ kind: value.kind, flows: value.flows ?? 1 })),
    programs,
    nodes: new Set(context.nodes.keys()),
    links: mapValues(context.links, (value) => value.ends),
    measures: mapValues(context.measures, measuredMetric),
  });
}

function mapValues<T, U>(
  entities: ReadonlyMap<string, { readonly value: T | null }>,
  change: (value: T) => U,
): Map<string, U | null> {
  return new Map([...entities].map(([name, { value }]) => [name, value === null ? null : change(value)]));
}
