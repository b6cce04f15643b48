import * as z from 'zod/mini';
import type { Problems } from './problems.ts';
import { reportIssues } from './schema-issues.ts';
import type { SourceNode, Span } from './source-tree.ts';
import { plain } from './source-tree.ts';

/** Something of the lab that has a name, or a place in a list. */
export interface Entity<T> {
  readonly name: string;
  /** Where it is named. */
  readonly at: Span;
  readonly node: SourceNode;
  /** Null where it has the wrong shape, which is reported already. */
  readonly value: T | null;
}

/** Checks shapes. What several cases share is checked once. */
export class Validator {
  readonly #problems: Problems;
  readonly #seen = new Map<z.ZodMiniType, WeakMap<SourceNode, unknown>>();

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** @param at where something that is missing altogether is reported */
  check<T extends z.ZodMiniType>(
    schema: T,
    node: SourceNode,
    at: Span,
    asWritten?: ReadonlySet<string>,
  ): z.output<T> | null {
    const seen = this.#seen.get(schema) ?? new WeakMap<SourceNode, unknown>();
    this.#seen.set(schema, seen);
    const known = seen.get(node);
    if (known !== undefined) return known as z.output<T> | null;
    const parsed = z.safeParse(schema, plain(node, asWritten), { reportInput: true });
    if (!parsed.success) reportIssues(parsed.error.issues, node, at, schema, this.#problems);
    const value = parsed.success ? parsed.data : null;
    seen.set(node, value);
    return value;
  }

  /** The entries of a section that is a map, by name. */
  entities<T extends z.ZodMiniType>(
    section: SourceNode | undefined,
    schema: T,
    asWritten?: ReadonlySet<string>,
  ): Map<string, Entity<z.output<T>>> {
    const found = new Map<string, Entity<z.output<T>>>();
    if (section?.kind !== 'map') return found;
    for (const [name, { key, value, bare }] of section.entries) {
      if (bare) {
        this.#problems.error('wrong-type', key, `${name} says nothing`, { hint: `write \`${name}: {}\`` });
      }
      const checked = bare ? null : this.check(schema, value, key, asWritten);
      found.set(name, { name, at: key, node: value, value: checked });
    }
    return found;
  }

  /** The items of a section that is a list. */
  items<T extends z.ZodMiniType>(section: SourceNode | undefined, schema: T): Entity<z.output<T>>[] {
    if (section?.kind !== 'list') return [];
    return section.items.map((node, index) => {
      const value = this.check(schema, node, node.span);
      return { name: String(index + 1), at: node.span, node, value };
    });
  }
}
