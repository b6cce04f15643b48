import type { Diagnostic } from '../../../src/core/diagnostic/diagnostic.ts';
import type { Lab, ResolvedCase } from '../../../src/core/lab/lab.ts';
import type { LabFiles } from '../../../src/core/lab-file/lab-files.ts';
import type { ParseContext, ParsedLab } from '../../../src/core/lab-file/parse-lab.ts';
import { parseLab } from '../../../src/core/lab-file/parse-lab.ts';

/** A lab's folder with nothing in it but these files. */
export function labFiles(texts: Readonly<Record<string, string>> = {}): LabFiles {
  const look = (path: string) => {
    const text = texts[path];
    return text === undefined
      ? { ok: false as const, error: `there is no ${path}` }
      : { ok: true as const, value: text };
  };
  const locate = (path: string) =>
    look(path).ok ? { ok: true as const, value: `/lab/${path}` } : look(path);
  return { folder: locate, file: locate, text: look };
}

export function parse(text: string, changes: Partial<ParseContext> = {}): ParsedLab {
  return parseLab(text, {
    file: 'lab.yaml',
    folder: '/lab',
    files: labFiles(),
    overrides: [],
    seed: null,
    timeLimitMs: null,
    emulator: 'auto',
    ...changes,
  });
}

export function valid(text: string, changes: Partial<ParseContext> = {}): Lab {
  const { lab, diagnostics } = parse(text, changes);
  if (lab === null) throw new Error(diagnostics.map(brief).join('\n'));
  return lab;
}

export function firstCase(text: string, changes: Partial<ParseContext> = {}): ResolvedCase {
  const [first] = valid(text, changes).cases;
  if (first === undefined) throw new Error('a lab has one case at least');
  return first;
}

export function brief({ location, severity, code, message }: Diagnostic): string {
  return `${location.start.line}:${location.start.column} ${severity} ${code}: ${message}`;
}

export function problemsOf(text: string, changes: Partial<ParseContext> = {}): string[] {
  return parse(text, changes).diagnostics.map(brief);
}

/** Two nodes, one link, to which a test adds. */
export const twoNodes = `lab: two
nodes: {client: {}, server: {}}
links: {wan: {ends: [client, server]}}
`;
