import { afterEach, describe, expect, it, vi } from 'vitest';
import { cleanCommand } from '../../src/commands/clean.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function clean() {
  let stdout = '';
  let stderr = '';
  const status = await cleanCommand(
    {},
    {
      stdout: { write: (text: string) => (stdout += text) },
      stderr: { write: (text: string) => (stderr += text) },
    },
  );
  return { status, stdout, stderr };
}

describe('wirelab clean', () => {
  it.each([
    ['DOCKER_HOST', 'unix:///nowhere/docker.sock', 'unix:///nowhere/docker.sock is not there'],
    ['DOCKER_CONTEXT', 'nowhere', 'the docker context "nowhere" can\'t be read'],
  ])('with %s=%s says that it could not look there, and why, with status 3', async (name, value, why) => {
    vi.stubEnv('DOCKER_HOST', '');
    vi.stubEnv(name, value);
    const { status, stdout, stderr } = await clean();
    expect(status).toBe(3);
    expect(stderr).toContain(why);
    expect(stdout).not.toContain('No run has left anything behind');
  });
});
