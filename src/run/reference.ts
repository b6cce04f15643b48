import type { Verdict } from '../core/event/event.ts';
import type { ReferenceFigures } from '../core/verdict/requirement.ts';

/** What the reference solution came to; or why a case can't be held against it, which is nobody's fault but ours. */
export type Reference =
  | ReferenceFigures
  | { readonly failed: Extract<Verdict, 'invalid' | 'infra'>; readonly reason: string };
