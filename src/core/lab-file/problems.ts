import type { Diagnostic, DiagnosticCode, Location } from '../diagnostic/diagnostic.ts';
import type { Span } from './source-tree.ts';

interface ProblemDetails {
  readonly hint?: string | null | undefined;
  readonly related?: readonly { readonly message: string; readonly at: Span }[];
}

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
    return [...this.#found.values()].some((diagnostic) => diagnostic.severity === 'error');
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
    const location = locationOf(at);
    const key = `${location.file}\n${location.start.offset}\n${code}\n${message}`;
    if (this.#found.has(key)) return;
    const related = (details.related ?? []).map((other) => ({
      message: other.message,
      location: locationOf(other.at),
    }));
    this.#found.set(key, { severity, code, message, location, hint: details.hint ?? null, related });
  }
}

function locationOf(span: Span): Location {
  return span.source.location(span.start, span.end);
}
