/** Readers of reports that aren't ours: programs that read standard input. */

import { spawnSync } from 'node:child_process';

/** @throws Error with what the reader said when it doesn't accept the text */
export function readBy(argv: readonly [string, ...string[]], text: string): string {
  const [file, ...args] = argv;
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    input: text,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${file} exited with ${status}: ${stderr}`);
  return stdout;
}

/** What a Python program prints as JSON. */
export function readByPython(program: string, text: string): unknown {
  return JSON.parse(readBy(['python3', '-X', 'utf8', '-c', program], text));
}
