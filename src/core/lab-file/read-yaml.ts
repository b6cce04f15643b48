/**
 * YAML text to a source tree. YAML 1.2 core schema, one document, and none of what makes YAML
 * dangerous: sizes, depth and aliases are bounded, tags that mean code or types are errors.
 */

import type { Document } from 'yaml';
import { Lexer, parseAllDocuments } from 'yaml';
import type { DiagnosticCode } from '../diagnostic/diagnostic.ts';
import { LineIndex } from '../diagnostic/line-index.ts';
import { YamlComposition } from './compose-tree.ts';
import { deepestNesting, largestLabBytes, mostTokens } from './limits.ts';
import type { Problems } from './problems.ts';
import type { SourceNode } from './source-tree.ts';

const messages: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'tabs cannot indent YAML',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line',
};

/** The whole document, or null where the text isn't YAML at all (the problems say why). */
export function readYaml(file: string, text: string, problems: Problems): SourceNode | null {
  const source = new LineIndex(file, text);
  const fail = (code: DiagnosticCode, start: number, end: number, message: string, hint?: string) => {
    problems.error(code, { source, start, end }, message, { hint });
    return null;
  };
  if (Buffer.byteLength(text) > largestLabBytes) {
    return fail('too-large', 0, 0, `a lab file is at most ${largestLabBytes / 1024} KiB`);
  }
  const bad = text.search(unreadable);
  if (bad !== -1) {
    const code = text.charCodeAt(bad).toString(16).padStart(4, '0');
    return fail('unreadable-text', bad, bad + 1, `the character U+${code} is not allowed in a lab file`);
  }
  const excess = lexicalExcess(text);
  if (excess !== null) return fail(excess.code, excess.at, excess.at + 1, excess.message);

  const documents = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  if (!Array.isArray(documents) || documents.length === 0 || !hasContents(documents[0])) {
    if (Array.isArray(documents) && documents.some(reportSyntax)) return null;
    return fail('empty-file', 0, 0, 'this lab file is empty', '`wirelab init NAME` writes one to start from');
  }
  const [document, second] = documents;
  if (documents.some(reportSyntax)) return null;
  if (second !== undefined) {
    const at = second.range?.[0] ?? text.length;
    return fail('many-documents', at, at + 3, 'a lab file is one YAML document, and this starts another');
  }
  return new YamlComposition(source, text, problems).compose(document?.contents ?? null);

  function reportSyntax(parsed: Document): boolean {
    for (const { code, message, pos } of [...parsed.errors, ...parsed.warnings]) {
      const tag =
        code === 'TAG_RESOLVE_FAILED' ? `the tag ${text.slice(pos[0], pos[1])} means nothing here` : null;
      const said = tag ?? messages[code] ?? message.split('\n')[0] ?? code;
      problems.error(
        code === 'TAG_RESOLVE_FAILED' ? 'unknown-tag' : 'yaml-syntax',
        { source, start: pos[0], end: pos[1] },
        said,
        { hint: code === 'TAG_RESOLVE_FAILED' ? 'lab files need no tags: leave it out' : syntaxHint(code) },
      );
    }
    return parsed.errors.length > 0;
  }
}

// Control characters but tab, LF, CR and NEL: YAML 1.2 (section 5.1) doesn't allow them either.
const unreadable = /(?![\t\n\r\u0085])\p{Cc}|\ufffe/u;

function hasContents(document: Document | undefined): boolean {
  return document !== undefined && document.contents !== null && document.contents.range !== undefined
    ? !(document.contents.range?.[0] === document.contents.range?.[1])
    : false;
}

function syntaxHint(code: string): string | null {
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY') {
    return 'quote a text that holds ": "';
  }
  if (code === 'BAD_ALIAS' || code === 'BAD_SCALAR_START')
    return 'quote a text that starts with * & % @ or `';
  return null;
}

/** Looks at tokens alone, before the parser: that recurses, and takes longer than linear time. */
function lexicalExcess(text: string): { code: DiagnosticCode; at: number; message: string } | null {
  let flow = 0;
  let onLine = 0;
  let at = 0;
  let count = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '{' || token === '[') flow += 1;
    else if (token === '}' || token === ']') flow -= 1;
    else if (token[0] === '\n' || token[0] === '\r') onLine = 0;
    else if (token === '-' || token === '?') onLine += 1;
    if (flow > deepestNesting || onLine > deepestNesting) {
      return { code: 'too-deep', at, message: `nested more than ${deepestNesting} levels deep` };
    }
    count += 1;
    if (count > mostTokens) {
      return { code: 'too-large', at, message: `a lab file has at most ${mostTokens} words and marks` };
    }
    at += isMarker(token) ? 0 : token.length;
  }
  return null;
}

/** Tokens that the lexer puts in: byte order mark, document start, flow error end, scalar. */
function isMarker(token: string): boolean {
  return token === '\u0002' || token === '\u0018' || token === '\u001f';
}
