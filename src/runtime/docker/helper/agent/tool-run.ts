import { spawn } from 'node:child_process';
import type { ToolResult } from '../../../network-host.ts';

const toolPath = '/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin';

/** Null where there is no such tool. Rejects where it can't run, or a signal ended it. */
export function runTool(
  argv: readonly string[],
  input: string,
  networkNamespace: string | null,
): Promise<ToolResult | null> {
  const place = networkNamespace === null ? [] : ['nsenter', `--net=${networkNamespace}`, '--'];
  const [file = '', ...args] = [...place, ...argv];
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: '/', env: { PATH: toolPath, LC_ALL: 'C' } });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(null);
      else reject(error);
    });
    child.once('close', (exitCode, signal) => {
      if (place.length > 0 && /^nsenter: failed to execute/m.test(output.stderr)) resolve(null);
      else if (exitCode === null) reject(new Error(`signal ${signal} ended it`));
      else resolve({ exitCode, ...output });
    });
    // One that doesn't read its input has ended, or will tell.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
