import * as z from 'zod/mini';

interface KeyDetails {
  /** As the lab file would write it. */
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** A key that must be there. The description is what editors and the reference show. */
export function required<T extends z.ZodMiniType>(
  schema: T,
  description: string,
  details: KeyDetails = {},
): T {
  const described = schema.clone();
  z.globalRegistry.add(described, { description, ...details });
  return described;
}

export function optional<T extends z.ZodMiniType>(
  schema: T,
  description: string,
  details: KeyDetails = {},
): z.ZodMiniOptional<T> {
  return z.optional(required(schema, description, details));
}

/** A problem that a check finds, in the words that the user reads. `path` leads to where it stands. */
export interface CheckProblem {
  readonly message: string;
  readonly path?: readonly string[];
  readonly hint?: string;
}

/** A rule that JSON Schema can't say. */
export function rule<T>(find: (value: T) => CheckProblem | null): z.core.CheckFn<T> {
  return (payload) => {
    const found = find(payload.value);
    if (found === null) return;
    payload.issues.push({
      code: 'custom',
      input: payload.value,
      message: found.message,
      path: [...(found.path ?? [])],
      params: { hint: found.hint ?? null },
      continue: true,
    });
  };
}

/** One of the keys and no other. */
export function exactlyOneOf<T extends object>(...keys: (keyof T & string)[]): z.core.CheckFn<T> {
  return rule((value) => {
    const present = keys.filter((key) => value[key] !== undefined);
    if (present.length === 1) return null;
    if (present.length === 0) return { message: `one of ${keys.join(', ')} is needed here` };
    const [first, second] = present;
    return {
      message: `${first} and ${second} exclude each other`,
      path: [second ?? ''],
      hint: `if one of them comes from the lab and the other from a case, \`${first}: null\` in the case removes it`,
    };
  });
}
