import type { NodeSpec, ProgramSpec, ReadyProbe } from '../lab/lab.ts';
import type { CaseContext } from './case-context.ts';
import { nameAt, refersTo } from './case-context.ts';
import { checkImage } from './check-image.ts';
import { spanAt } from './source-tree.ts';

export function resolveNodes(context: CaseContext): NodeSpec[] {
  const resolved: NodeSpec[] = [];
  for (const entity of context.nodes.values()) {
    const { name, node, value } = entity;
    const { problems } = context;
    if (nameAt(entity, ['localhost']) === name) {
      problems.error('bad-value', spanAt(node, ['localhost']), 'localhost: this is the node itself', {
        hint: 'without `localhost` 127.0.0.1 is the node itself already',
      });
    } else refersTo(context, 'node', context.nodes, entity, ['localhost']);
    if (value === null) continue;
    if (value.image !== undefined) checkImage(value.image, spanAt(node, ['image']), problems);
    let files: string | null = null;
    if (value.files !== undefined) {
      const folder = context.files.folder(value.files);
      if (folder.ok) files = folder.value;
      else problems.error('file', spanAt(node, ['files']), `files: ${folder.error}`);
    }
    if (value.ready !== undefined && value.run === undefined && !context.submissionNodes.has(name)) {
      problems.error(
        'missing-key',
        spanAt(node, ['ready']),
        'ready: there is no program that could become ready',
        {
          hint: '`run` is missing',
        },
      );
    }
    const { memory, pids, files: openFiles, time } = value.limits ?? {};
    resolved.push({
      name,
      image: value.image ?? null,
      files,
      localhost: value.localhost ?? null,
      forward: value.forward ?? false,
      sysctl: value.sysctl ?? {},
      limits: {
        memoryBytes: memory ?? null,
        pids: pids ?? null,
        files: openFiles ?? null,
        timeMs: time ?? null,
      },
      capabilities: [...new Set(value.capabilities)],
      trace: value.trace ?? false,
      internet: value.internet ?? false,
      writable: value.writable ?? false,
    });
  }
  return resolved;
}

/** The nodes' main programs, then those under `programs`. One that a submission will bring has no argv yet. */
export function resolvePrograms(context: CaseContext): ProgramSpec[] {
  const programs: ProgramSpec[] = [];
  for (const { name, value } of context.nodes.values()) {
    if (value === null) continue;
    const run = value.run ?? (context.submissionNodes.has(name) ? [] : undefined);
    if (run === undefined) continue;
    programs.push({
      name,
      node: name,
      argv: run,
      env: value.env ?? {},
      stdin: null,
      startAtMs: 0,
      count: 1,
      ready: readyProbe(value.ready),
      service: value.service ?? value.ready !== undefined,
    });
  }
  for (const entity of context.programs.values()) {
    const { name, node, value } = entity;
    refersTo(context, 'node', context.nodes, entity, ['node']);
    if (value === null) continue;
    let stdin: string | null = null;
    if (value.stdin !== undefined) {
      const file = context.files.file(value.stdin);
      if (file.ok) stdin = file.value;
      else context.problems.error('file', spanAt(node, ['stdin']), `stdin: ${file.error}`);
    }
    warnIfAfterEnd(context, value.at ?? 0, () => spanAt(node, ['at']), name);
    programs.push({
      name,
      node: value.node,
      argv: value.run,
      env: { ...context.nodes.get(value.node)?.value?.env, ...value.env },
      stdin,
      startAtMs: value.at ?? 0,
      count: value.count ?? 1,
      ready: readyProbe(value.ready),
      service: value.service ?? value.ready !== undefined,
    });
  }
  checkPorts(context, programs);
  return programs;
}

export function warnIfAfterEnd(
  context: CaseContext,
  atMs: number,
  span: () => Parameters<CaseContext['problems']['warning']>[1],
  what: string,
): void {
  if (atMs < context.timeLimitMs) return;
  context.problems.warning(
    'no-effect',
    span(),
    `${what} comes after the case's time limit of ${context.timeLimitMs / 1000} s: it never happens`,
    { hint: 'give the lab or the case more `time`' },
  );
}

function readyProbe(
  ready: { tcp?: number | undefined; udp?: number | undefined; log?: string | undefined } | undefined,
): ReadyProbe | null {
  if (ready?.tcp !== undefined) return { by: 'tcp', port: ready.tcp };
  if (ready?.udp !== undefined) return { by: 'udp', port: ready.udp };
  if (ready?.log !== undefined) return { by: 'log', pattern: ready.log };
  return null;
}

function checkPorts(context: CaseContext, programs: readonly ProgramSpec[]): void {
  const first = new Map<string, string>();
  for (const { name, node, ready } of programs) {
    if (ready === null || ready.by === 'log') continue;
    const key = `${node} ${ready.by} ${ready.port}`;
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, name);
      continue;
    }
    const entity = context.programs.get(name) ?? context.nodes.get(name);
    const before = context.programs.get(other) ?? context.nodes.get(other);
    if (entity === undefined || before === undefined) continue;
    context.problems.error(
      'bad-value',
      spanAt(entity.node, ['ready', ready.by]),
      `ready: ${other} waits for ${ready.by} port ${ready.port} on ${node} as well: it can't be told whose it is`,
      { related: [{ message: 'here', at: spanAt(before.node, ['ready', ready.by]) }] },
    );
  }
}
