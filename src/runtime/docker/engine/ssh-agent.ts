/**
 * Connections to an engine behind ssh, as the docker command line makes them: by the ssh program, so that its
 * configuration, keys and known hosts count, with `docker system dial-stdio` at the far end.
 */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { Duplex } from 'node:stream';

const connectTimeoutSeconds = 15;
const stderrTailCharacters = 500;

/** @param destination ssh://[USER@]HOST[:PORT] */
export function sshAgent(destination: string): Agent {
  const agent = new Agent({ keepAlive: true });
  return Object.assign(agent, { createConnection: () => new SshConnection(destination) });
}

/** Has of net.Socket what an http.Agent calls. */
class SshConnection extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #stderrTail = '';

  constructor(destination: string) {
    super();
    this.#child = spawn('ssh', [
      ...['-T', '-o', 'BatchMode=yes', '-o', `ConnectTimeout=${connectTimeoutSeconds}`],
      ...['--', destination, 'docker system dial-stdio'],
    ]);
    const { stdin, stdout, stderr } = this.#child;
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-stderrTailCharacters);
    });
    stdout.on('data', (chunk) => {
      if (!this.push(chunk)) stdout.pause();
    });
    // Its end says why.
    stdin.on('error', () => {});
    this.#child.once('error', (error) => this.destroy(new Error(`ssh can't be started: ${error.message}`)));
    this.#child.once('close', (status) => {
      if (status === 0) this.push(null);
      else this.destroy(new Error(this.#stderrTail.trim() || `ssh ended with status ${status}`));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#child.stdin.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    this.#child.ref();
    return this;
  }

  /** An idle connection keeps nobody waiting. */
  unref(): this {
    this.#child.unref();
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) {
      (stream as unknown as { unref?: () => void }).unref?.();
    }
    return this;
  }
}
