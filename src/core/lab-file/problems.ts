import type { Diagnostic, DiagnosticCode, Location } from '../diagnostic/diagnostic.ts';
import type { Span } from './source-tree.ts';

interface ProblemDetails {
  /** A function, where it takes some work that a repeated problem needn't do. */
  readonly hint?: string | null | undefined | (() => string | null);
  readonly related?: readonly { readonly message: string; readonly at: Span }[];
}

/** Nobody reads more at once; a file that isn't a lab at all may have thousands. */
const mostProblems = 200;

/** Collects what is wrong with a lab. The same thing at the same place counts once: cases repeat it. */
export class Problems {
  readonly #found = new Map<string, Diagnostic>();

  error(code: DiagnosticCode, at: Span, message: string, details: ProblemDetails = {}): void {
    this.#add('error', code, at, message, details);
  }

  warning(code: DiagnosticCode, at: Span, message: string, details: ProblemDetails = {}): void {
    this.#add('warning', code, at, message, details);
  }

  get hasErrors(): boolean {
    return this.isFull || [...this.#found.values()].some((diagnostic) => diagnostic.severity === 'error');
  }

  /** What comes now isn't kept any more. */
  get isFull(): boolean {
    return this.#found.size >= mostProblems;
  }

  /** In the order of the file. */
  list(): Diagnostic[] {
    return [...this.#found.values()].sort(
      (a, b) =>
        a.location.file.localeCompare(b.location.file) || a.location.start.offset - b.location.start.offset,
    );
  }

  #add(
    severity: Diagnostic['severity'],
    code: DiagnosticCode,
    at: Span,
    message: string,
    details: ProblemDetails,
  ): void {
    if (this.isFull) return;
    const location = locationOf(at);
    const key = `${location.file}\n${location.start.offset}\n${code}\n${message}`;
    if (this.#found.has(key)) return;
    const related = (details.related ?? []).map((other) => ({
      message: other.message,
      location: locationOf(other.at),
    }));
    const hint = typeof details.hint === 'function' ? details.hint() : (details.hint ?? null);
    this.#found.set(key, { severity, code, message, location, hint, related });
  }
}

function locationOf(span: Span): Location {
  return span.source.location(span.start, span.end);
}
