/** `--set wan.loss=10%` and `--set wan.client.loss=10%`: impairments from the command line. */

import { LineIndex } from '../diagnostic/line-index.ts';
import { suggestion } from '../diagnostic/suggest.ts';
import { merge } from './merge.ts';
import type { Problems } from './problems.ts';
import { readYaml } from './read-yaml.ts';
import { impairmentSchema } from './schema/impairment.ts';
import type { SourceMap, SourceNode, Span } from './source-tree.ts';

/** What diagnostics name as the file. */
export const overridesFile = '--set';

/** What stands in for the file's text: one override a line. */
export function overridesText(overrides: readonly string[]): string {
  return overrides.map((override) => override.replaceAll(/[\r\n]/g, ' ')).join('\n');
}

const impairmentKeys = Object.keys(impairmentSchema.shape);

/**
 * As a section `links` that goes over every case's own.
 * @param links the ends of every link that any case has
 */
export function readOverrides(
  overrides: readonly string[],
  links: ReadonlyMap<string, ReadonlySet<string>>,
  problems: Problems,
): SourceNode | undefined {
  const text = overridesText(overrides);
  const source = new LineIndex(overridesFile, text);
  let section: SourceNode | undefined;
  let start = 0;
  for (const line of text.split('\n')) {
    if (overrides.length > 0) section = merge(section, readOverride(line, start));
    start += line.length + 1;
  }
  return section;

  function readOverride(line: string, offset: number): SourceNode | undefined {
    const equals = line.indexOf('=');
    const whole: Span = { source, start: offset, end: offset + line.length };
    const path = line.slice(0, Math.max(0, equals)).trim().split('.');
    const [link = '', ...keys] = path;
    if (equals === -1 || keys.length === 0 || path.includes('')) {
      problems.error('bad-override', whole, 'this is not LINK.IMPAIRMENT=VALUE', {
        hint: 'such as --set wan.loss=10% or --set wan.client.loss=10%',
      });
      return undefined;
    }
    const keySpan: Span = { source, start: offset, end: offset + equals };
    const ends = links.get(link);
    if (ends === undefined) {
      problems.error('unknown-name', keySpan, `no link is named ${JSON.stringify(link)}`, {
        hint: suggestion(link, links.keys()),
      });
      return undefined;
    }
    const [first = ''] = keys;
    const ofDirection = keys.length > 1 && ends.has(first);
    const [impairment = ''] = ofDirection ? keys.slice(1) : keys;
    if (!impairmentKeys.includes(impairment)) {
      const known = ofDirection ? impairmentKeys : [...ends, ...impairmentKeys];
      problems.error('bad-override', keySpan, `${JSON.stringify(impairment)} is no impairment`, {
        hint: suggestion(impairment, known),
      });
      return undefined;
    }
    if (line.slice(equals + 1).trim() === '') {
      problems.error('bad-override', whole, 'there is no value', { hint: '`null` removes an impairment' });
      return undefined;
    }
    const value = valueAfter(line, offset, equals);
    if (value === null) return undefined;
    const place = ofDirection ? [link, 'from', ...keys] : [link, 'impair', ...keys];
    return place.reduceRight<SourceNode>((inner, key) => wrap(key, inner, keySpan), value);
  }

  /** The text up to the value is blanked, so that the value's places are right. */
  function valueAfter(line: string, offset: number, equals: number): SourceNode | null {
    const before = text.slice(0, offset + equals + 1).replaceAll(/[^\n]/g, ' ');
    return readYaml(overridesFile, before + line.slice(equals + 1), problems);
  }
}

function wrap(key: string, value: SourceNode, span: Span): SourceMap {
  return { kind: 'map', span, entries: new Map([[key, { key: span, value, bare: false }]]) };
}
