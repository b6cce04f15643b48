/** What the schema objects to, in the words of the lab file. */

import type * as z from 'zod/mini';
import { nearest, suggestion } from '../diagnostic/suggest.ts';
import type { Problems } from './problems.ts';
import { describeType } from './quantity.ts';
import { keysAt } from './schema-keys.ts';
import type { Path, SourceNode, Span } from './source-tree.ts';
import { keySpanAt, nodeAt, spanAt } from './source-tree.ts';

type Issue = z.core.$ZodIssue;

export function reportIssues(
  issues: readonly Issue[],
  root: SourceNode,
  at: Span,
  schema: z.ZodMiniType,
  problems: Problems,
): void {
  for (const issue of issues) report(issue, []);

  function report(issue: Issue, above: Path): void {
    const path = [...above, ...issue.path];
    const place = placeOf(path);
    switch (issue.code) {
      case 'unrecognized_keys':
        for (const key of issue.keys) reportUnknownKey(key, path);
        return;
      case 'invalid_union': {
        if (issue.errors.length === 0) {
          reportDiscriminator(path);
          return;
        }
        for (const nested of bestBranch(issue, path)) report(nested, path);
        return;
      }
      case 'invalid_key': {
        const name = String(path.at(-1));
        const said = issue.issues[0] === undefined ? 'a bad name' : messageOf(issue.issues[0], undefined);
        problems.error('bad-name', keySpanAt(root, path), `${JSON.stringify(name)}: ${said}`);
        return;
      }
      default:
    }
    const node = nodeAt(root, path);
    if (issue.input === undefined && node === undefined && path.length > 0 && issue.code !== 'custom') {
      problems.error('missing-key', place, `missing key: ${String(path.at(-1))}`);
      return;
    }
    if (issue.code === 'custom' && issue.params?.quantity === true && node === undefined) {
      problems.error('missing-key', place, `missing key: ${String(path.at(-1))}`);
      return;
    }
    const key = path.at(-1);
    const label =
      typeof key === 'string'
        ? `${key}: `
        : typeof key === 'number' && path.length > 1
          ? `${String(path.at(-2))}: `
          : '';
    const code = codeOf(issue);
    const message = messageOf(issue, node);
    problems.error(code, place, issue.code === 'custom' && !isQuantity(issue) ? message : label + message, {
      hint: hintOf(issue, node),
    });
  }

  function placeOf(path: Path): Span {
    const parent = nodeAt(root, path.slice(0, -1));
    const isAtRoot = path.length === 0 || (path.length === 1 && nodeAt(root, path) === undefined);
    return isAtRoot || parent === undefined
      ? path.length > 1
        ? spanAt(root, path)
        : at
      : spanAt(root, path);
  }

  function reportUnknownKey(key: string, path: Path): void {
    const parent = nodeAt(root, path);
    const entry = parent?.kind === 'map' ? parent.entries.get(key) : undefined;
    const place = entry?.key ?? at;
    if (entry?.bare === true && parent?.kind === 'map') {
      const previous = [...parent.entries].reverse().find(([, other]) => other.key.start < entry.key.start);
      const value = previous?.[1].value;
      const text = value?.kind === 'scalar' ? value.text : '';
      problems.error('unknown-key', place, `unknown key ${JSON.stringify(key)}, and it has no value`, {
        hint: `within {} a comma ends the text: quote it, as in ${previous?.[0] ?? 'because'}: "${text}, ${key}"`,
      });
      return;
    }
    problems.error('unknown-key', place, `unknown key ${JSON.stringify(key)}`, {
      hint: () => suggestion(key, keysAt(schema, path, parent)),
    });
  }

  function reportDiscriminator(path: Path): void {
    const key = String(path.at(-1));
    const node = nodeAt(root, path);
    const known = ['tcp-bulk', 'tcp-rr', 'udp-stream', 'udp-rr'];
    if (node === undefined) {
      problems.error('missing-key', placeOf(path), `missing key: ${key}`, {
        hint: `one of ${known.join(', ')}`,
      });
      return;
    }
    const text = node.kind === 'scalar' ? node.text : '';
    problems.error(
      'bad-value',
      spanAt(root, path),
      `${key}: ${JSON.stringify(text)} is none of ${known.join(', ')}`,
      {
        hint: suggestion(text, known),
      },
    );
  }

  /** Of the forms that a value may have, the one that it resembles. */
  function bestBranch(issue: Issue & { code: 'invalid_union' }, path: Path): readonly Issue[] {
    const kind = nodeAt(root, path)?.kind ?? 'scalar';
    const resembling = issue.errors.filter((branch) => !branch.some((nested) => isMismatch(nested, kind)));
    const [best] = (resembling.length > 0 ? resembling : issue.errors).toSorted(
      (a, b) => Number(isQuantity(b[0])) - Number(isQuantity(a[0])),
    );
    const [first] = best ?? [];
    if (resembling.length === 0 && first?.code === 'invalid_type' && first.path.length === 0) {
      return [{ ...first, message: `expected ${branchNames(issue)}` } as Issue];
    }
    return best ?? [];
  }
}

function branchNames(issue: Issue & { code: 'invalid_union' }): string {
  const names = issue.errors.flatMap((branch) => {
    const [first] = branch;
    if (first?.code === 'invalid_type') return [typeName(first.expected)];
    if (first?.code === 'invalid_value') return [first.values.map(String).join(', ')];
    return [];
  });
  return [...new Set(names)].join(' or ');
}

function isMismatch(issue: Issue, kind: SourceNode['kind']): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_type') return true;
  if (issue.code === 'invalid_value') return kind !== 'scalar';
  if (issue.code === 'custom') return isQuantity(issue) && kind !== 'scalar';
  if (issue.code === 'invalid_union') {
    return issue.errors.every((branch) => branch.some((nested) => isMismatch(nested, kind)));
  }
  return false;
}

function isQuantity(issue: Issue | undefined): boolean {
  return issue?.code === 'custom' && issue.params?.quantity === true;
}

function codeOf(issue: Issue) {
  if (issue.code === 'invalid_type') return 'wrong-type';
  if (issue.code === 'custom' && / exclude each other$/.test(issue.message)) return 'conflicting-keys';
  if (issue.code === 'custom' && /needed here$|^missing key/.test(issue.message)) return 'missing-key';
  return 'bad-value';
}

function hintOf(issue: Issue, node: SourceNode | undefined): string | null {
  if (issue.code === 'custom') {
    const hint: unknown = issue.params?.hint;
    return typeof hint === 'string' ? hint : null;
  }
  if (issue.code === 'invalid_value' && node?.kind === 'scalar') {
    const near = nearest(node.text, issue.values.map(String));
    return near === null ? null : `did you mean "${near}"?`;
  }
  return null;
}

function messageOf(issue: Issue, node: SourceNode | undefined): string {
  const seen = node?.kind === 'scalar' ? shown(node.text, issue.input) : describeType(issue.input);
  switch (issue.code) {
    case 'invalid_type':
      if (issue.message.startsWith('expected ')) return `${issue.message}, not ${seen}`;
      return `expected ${typeName(issue.expected)}, not ${seen}`;
    case 'invalid_value':
      return `${seen} is none of ${issue.values.map(String).join(', ')}`;
    case 'too_big':
    case 'too_small':
      return rangeMessage(issue, seen);
    case 'invalid_format':
      return issue.message === 'Invalid input' ? `${seen} is not allowed here` : issue.message;
    case 'custom':
      return issue.message;
    default:
      return `${seen} is not allowed here`;
  }
}

function rangeMessage(issue: Issue & { code: 'too_big' | 'too_small' }, seen: string): string {
  const limit = String(issue.code === 'too_big' ? issue.maximum : issue.minimum);
  const bound = issue.code === 'too_big' ? 'at most' : 'at least';
  if (issue.origin === 'string') {
    if (issue.code === 'too_small') return 'a text is needed here';
    return `a text of ${bound} ${limit} characters is needed here`;
  }
  if (issue.origin === 'array') return `a list of ${bound} ${limit} is needed here`;
  return `${seen} is out of range: ${bound} ${limit}`;
}

function typeName(expected: string): string {
  switch (expected) {
    case 'object':
    case 'record':
      return 'a map';
    case 'array':
      return 'a list';
    case 'string':
      return 'a text';
    case 'boolean':
      return 'true or false';
    case 'int':
      return 'a whole number';
    default:
      return `a ${expected}`;
  }
}

function shown(text: string, input: unknown): string {
  const cut = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return typeof input === 'string' ? JSON.stringify(cut) : cut;
}
