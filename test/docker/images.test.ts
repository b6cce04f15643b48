/** The images that the engine has, and what can go wrong in making them. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { EnvironmentError } from '../../src/core/environment-error.ts';
import { buildImages } from '../../src/images/build-images.ts';
import type { BuildRequest } from '../../src/images/build-request.ts';
import { describeWith } from '../support/requires.ts';
import { archiveOf, type EngineFixture, openFixture } from './engine/engine-fixture.ts';

describeWith(['docker'], "Wirelab's images", () => {
  let fixture: EngineFixture;
  let cacheFolder: string;
  beforeAll(async () => {
    fixture = await openFixture();
  });
  afterAll(() => fixture[Symbol.asyncDispose]());
  beforeEach(() => {
    cacheFolder = mkdtempSync(join(tmpdir(), 'wirelab-images-'));
  });
  afterEach(() => rmSync(cacheFolder, { recursive: true }));

  async function inImage(image: string, script: string) {
    const container = await fixture.run.createContainer({
      Image: image,
      Cmd: ['sh', '-c', script],
      HostConfig: { NetworkMode: 'none' },
    });
    const streams = await container.attach();
    const output = Promise.all([text(streams.stdout), text(streams.stderr)]);
    await container.start();
    const exitCode = await container.wait();
    const [stdout, stderr] = await output;
    await container.remove();
    return { exitCode, stdout: stdout.trim(), stderr };
  }

  it('base has an ordinary user, a home, and UTF-8', async () => {
    const { stdout } = await inImage(
      'wirelab/base',
      'id -un; id -u; pwd; touch here; echo $LANG; cat /etc/passwd | wc -l',
    );
    expect(stdout).toMatch(/^lab\n1000\n\/home\/lab\nC\.UTF-8\n\d+$/);
  });

  it('base is under 60 MB compressed', async () => {
    let bytes = 0;
    const count = new Writable({
      write(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done();
      },
    });
    const { address } = fixture.engine.facts;
    const archive = request({
      socketPath: address.replace('unix://', ''),
      path: '/images/wirelab%2Fbase/get',
    });
    archive.end();
    const answer = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      archive.once('response', resolve).once('error', reject);
    });
    await pipeline(answer, createGzip(), count);
    expect(bytes).toBeLessThan(60e6);
    expect(bytes).toBeGreaterThan(10e6);
  });

  it.each([
    ['wirelab/c', 'echo "int main(){return 42;}" > a.c && cc -Wall -o a a.c && ./a; echo $?', '42'],
    ['wirelab/python', 'python3 -c "import socket, ssl; print(6 * 7)"', '42'],
    [
      'wirelab/java',
      'printf "class A { public static void main(String[] a) throws Exception { new java.net.DatagramSocket(0).close(); System.out.println(42); } }" > A.java && javac A.java && java A',
      '42',
    ],
    ['wirelab/node', 'node -e "console.log(6 * 7)"', '42'],
  ])('%s runs its language as the user lab', async (image, script, expected) => {
    const { stdout, stderr } = await inImage(image, `id -un; ${script}`);
    expect(stderr).toBe('');
    expect(stdout).toBe(`lab\n${expected}`);
  });

  it('tools has Node.js 20.19 or later, and all that nodes and links are made with', async () => {
    const { stdout, exitCode } = await inImage(
      'wirelab/tools',
      'id -u; for tool in ip tc ss nft ethtool tcpdump ping unshare nsenter setpriv mount modprobe sysctl strace busybox; do command -v $tool >/dev/null || echo no $tool; done; node -p process.versions.node',
    );
    expect(exitCode).toBe(0);
    const [user, version, ...others] = stdout.split('\n');
    expect(user).toBe('0');
    expect(version).toMatch(/^(20\.(19|[2-9]\d)|2[1-9]|[3-9]\d)\./);
    expect(others).toEqual([]);
  });

  const requestFor = (changes: Partial<BuildRequest>): BuildRequest => ({
    names: ['base'],
    maker: fixture.engine.imageMaker,
    architecture: fixture.engine.facts.architecture,
    from: 'packages',
    cacheFolder,
    mirror: null,
    fresh: false,
    sourceDateEpoch: null,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...changes,
  });

  async function failure(changes: Partial<BuildRequest>): Promise<EnvironmentError> {
    const error: unknown = await buildImages(requestFor(changes)).catch((reason: unknown) => reason);
    if (error instanceof EnvironmentError) return error;
    throw new Error('it should have failed', { cause: error });
  }

  it('says what to install where mmdebstrap is missing', async () => {
    const path = process.env.PATH;
    process.env.PATH = cacheFolder;
    try {
      const { message, remedy } = await failure({});
      expect(message).toContain('mmdebstrap, which is not installed');
      expect(remedy).toContain('apt-get install mmdebstrap');
    } finally {
      process.env.PATH = path;
    }
  });

  it('names the mirror option where packages are out of reach, and keeps no half of a layer', async () => {
    const { message, remedy } = await failure({ mirror: 'http://127.0.0.1:9/debian' });
    expect(message).toMatch(/^mmdebstrap failed: E: /);
    expect(remedy).toContain('--mirror');
    expect(readdirSync(join(cacheFolder, 'layers'))).toEqual([]);
  });

  it('refuses an engine of another architecture, whose programs could not be put in place here', async () => {
    const { message } = await failure({ architecture: 's390x' });
    expect(message).toContain("images for linux/s390x can't be made from packages on linux/");
  });

  it('builds by a Dockerfile, and passes on what a step that failed said', async () => {
    const maker = fixture.engine.imageMaker;
    const build = (dockerfile: string) =>
      maker.build(archiveOf({ name: 'Dockerfile', content: dockerfile }), {
        reference: 'wirelab-test/broken:latest',
        buildArguments: {},
        fresh: true,
        onProgress: () => undefined,
      });
    await expect(build('FROM wirelab/base\nRUN echo no mirror here; exit 7\n')).rejects.toThrow(
      /^can't build wirelab-test\/broken:latest: .*7.*no mirror here/s,
    );
    expect(await fixture.engine.images.inspect('wirelab-test/broken')).toBeNull();
  });
});
