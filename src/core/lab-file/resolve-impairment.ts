import type { Impairment } from '../lab/impairment.ts';
import { unimpaired } from '../lab/impairment.ts';
import { impairmentObstacles } from '../netem/netem-obstacles.ts';
import type { LabContext } from './case-context.ts';
import { parseDeliveryTrace } from './delivery-trace.ts';
import { merge } from './merge.ts';
import { impairmentSchema } from './schema/impairment.ts';
import type { SourceNode, Span } from './source-tree.ts';
import { child, isNull, keySpanAt, spanAt } from './source-tree.ts';

/** The impairments that hold in one direction, in what the file says: the layers merged. */
export function impairmentText(
  layers: readonly (SourceNode | undefined)[],
  link: string,
  from: string,
): SourceNode | undefined {
  let inEach: SourceNode | undefined;
  let inOne: SourceNode | undefined;
  let merged: SourceNode | undefined;
  for (const layer of layers) {
    const entry = child(layer, link);
    const impair = child(entry, 'impair');
    const directions = child(entry, 'from');
    const direction = child(directions, from);
    // A null removes what stands at the same place in the layers before, and no more than that.
    const removes = (node: SourceNode | undefined) => node !== undefined && isNull(node);
    if (removes(impair) || removes(directions) || removes(direction)) {
      inEach = removes(impair) ? undefined : inEach;
      inOne = removes(directions) || removes(direction) ? undefined : inOne;
      merged = merge(inEach, inOne);
    }
    if (impair !== undefined && !removes(impair)) {
      inEach = merge(inEach, impair);
      merged = merge(merged, impair);
    }
    if (direction !== undefined && !removes(direction)) {
      inOne = merge(inOne, direction);
      merged = merge(merged, direction);
    }
  }
  return merged;
}

/** Null where it has the wrong shape. */
export function resolveImpairment(
  context: LabContext,
  text: SourceNode | undefined,
  at: Span,
): Impairment | null {
  if (text === undefined) return unimpaired;
  const value = context.validator.check(impairmentSchema, text, at);
  if (value === null) return null;
  const impairment: Impairment = {
    down: false,
    delayMs: value.delay ?? 0,
    jitter:
      value.jitter === undefined || value.jitter === 0
        ? null
        : { ms: value.jitter, distribution: value.distribution ?? 'uniform' },
    loss: value.loss ?? null,
    reorder: value.reorder === undefined ? null : { ratio: value.reorder.ratio, byMs: value.reorder.by },
    duplicateRatio: value.duplicate ?? 0,
    corruptRatio: value.corrupt ?? 0,
    corruptPayloadRatio: value['corrupt-payload'] ?? 0,
    rateBitsPerSecond: value.rate ?? null,
    queue: value.queue ?? null,
    trace: value.trace === undefined ? null : readTrace(context, text, value.trace),
  };
  checkEmulator(context, text, impairment);
  return impairment;
}

function readTrace(context: LabContext, text: SourceNode, file: string): Impairment['trace'] {
  const read = context.files.text(file);
  const parsed = read.ok ? parseDeliveryTrace(read.value) : read;
  if (parsed.ok) return { file, opportunitiesMs: parsed.value };
  const message = read.ok ? `${file}, ${parsed.error}` : parsed.error;
  context.problems.error('file', spanAt(text, ['trace']), `trace: ${message}`);
  return null;
}

function checkEmulator(context: LabContext, text: SourceNode, impairment: Impairment): void {
  if (context.emulator !== 'netem') return;
  for (const { key, message } of impairmentObstacles(impairment)) {
    context.problems.error('unsupported-by-emulator', keySpanAt(text, [key]), message, {
      hint: 'use --emulator fabric',
    });
  }
}
