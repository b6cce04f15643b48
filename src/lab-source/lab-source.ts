/** Finds labs on disk and reads them. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic, DiagnosticCode } from '../core/diagnostic/diagnostic.ts';
import { nearest } from '../core/diagnostic/suggest.ts';
import type { Lab } from '../core/lab/lab.ts';
import type { EmulatorChoice } from '../core/lab-file/case-context.ts';
import { overridesFile, overridesText } from '../core/lab-file/overrides.ts';
import { parseLab } from '../core/lab-file/parse-lab.ts';
import { diskLabFiles } from './disk-lab-files.ts';
import { readLabText } from './lab-text.ts';

export interface LabSource {
  readonly ok: true;
  /** Absolute paths. */
  readonly file: string;
  readonly folder: string;
  readonly text: string;
}

/** The file can't be found, or isn't text. */
export interface SourceProblem {
  readonly ok: false;
  readonly code: DiagnosticCode;
  readonly file: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface BundledLab {
  readonly name: string;
  readonly folder: string;
}

export interface LoadOptions {
  /** Of `--set`. */
  readonly overrides: readonly string[];
  readonly seed: number | null;
  readonly timeLimitMs: number | null;
  readonly emulator: EmulatorChoice;
  /** Also warn of what makes verdicts flaky. */
  readonly strict?: boolean;
}

export interface LoadedLab {
  /** Null where there are errors. */
  readonly lab: Lab | null;
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that the diagnostics speak of, by file. */
  readonly sources: ReadonlyMap<string, string>;
}

const labFileName = 'lab.yaml';

/** @param argument a lab file, a folder with a lab.yaml, or the name of a lab that comes with Wirelab */
export function openLab(argument: string): LabSource | SourceProblem {
  const found = locate(argument);
  if (typeof found !== 'string') return found;
  const read = readLabText(found);
  if (!read.ok) return { ok: false, file: argument, hint: null, ...read.error };
  return { ok: true, file: found, folder: dirname(found), text: read.value };
}

/** In alphabetical order. */
export function listBundledLabs(): BundledLab[] {
  const folder = bundledFolder();
  if (folder === null) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, labFileName)))
    .map((entry) => ({ name: entry.name, folder: join(folder, entry.name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function loadLab(argument: string, options: LoadOptions): LoadedLab {
  const source = openLab(argument);
  if (!source.ok) {
    return {
      lab: null,
      diagnostics: [wholeFileError(source.file, source.code, source.message, source.hint)],
      sources: new Map(),
    };
  }
  const { file, folder, text } = source;
  const { lab, diagnostics } = parseLab(text, { file, folder, files: diskLabFiles(folder), ...options });
  const sources = new Map([
    [file, text],
    [overridesFile, overridesText(options.overrides)],
  ]);
  return { lab, diagnostics, sources };
}

function locate(argument: string): string | SourceProblem {
  const problem = (message: string, hint: string | null): SourceProblem => ({
    ok: false,
    code: 'file',
    file: argument,
    message,
    hint,
  });
  if (argument === '' || argument.includes('\0')) return problem('this names no lab', null);
  const path = resolve(argument);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    const file = join(path, labFileName);
    if (existsSync(file)) return file;
    const bundled = bundledLab(argument);
    return bundled ?? problem(`the folder has no ${labFileName}`, null);
  }
  if (stats !== undefined) return path;
  const bundled = bundledLab(argument);
  if (bundled !== null) return bundled;
  const names = listBundledLabs().map(({ name }) => name);
  const near = nearest(basename(argument), names);
  return problem(
    'there is no such file or folder, nor a lab of that name',
    near === null ? '`wirelab list` names the labs that come with Wirelab' : `did you mean "${near}"?`,
  );
}

function bundledLab(name: string): string | null {
  const lab = listBundledLabs().find((bundled) => bundled.name === name);
  return lab === undefined ? null : join(lab.folder, labFileName);
}

/** Beside src/ and dist/ alike. */
function bundledFolder(): string | null {
  const folder = fileURLToPath(new URL('../../labs/', import.meta.url));
  return existsSync(folder) ? folder : null;
}

function wholeFileError(
  file: string,
  code: DiagnosticCode,
  message: string,
  hint: string | null,
): Diagnostic {
  const position = { offset: 0, line: 1, column: 1 };
  const location = { file, start: position, end: position };
  return { severity: 'error', code, message, location, hint, related: [] };
}
