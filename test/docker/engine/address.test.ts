import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeAddress, engineAddresses } from '../../../src/runtime/docker/engine/address.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'wirelab-address-'));
});

afterEach(() => rmSync(home, { recursive: true }));

function addresses(environment: Record<string, string>): string[] {
  return engineAddresses({ HOME: home, ...environment }).map(describeAddress);
}

function writeContext(name: string, host: string): string {
  const id = createHash('sha256').update(name).digest('hex');
  const folder = join(home, '.docker/contexts/meta', id);
  mkdirSync(folder, { recursive: true });
  const meta = { Name: name, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } };
  writeFileSync(join(folder, 'meta.json'), JSON.stringify(meta));
  return id;
}

function writeConfiguration(currentContext: string): void {
  mkdirSync(join(home, '.docker'), { recursive: true });
  writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ currentContext }));
}

describe('where an engine listens', () => {
  it.each([
    ['unix:///a/docker.sock', 'unix:///a/docker.sock'],
    ['tcp://10.0.0.5', 'tcp://10.0.0.5:2375'],
    ['tcp://10.0.0.5:99', 'tcp://10.0.0.5:99'],
    ['https://engine.example', 'tcp://engine.example:2376'],
    ['ssh://lab@engine.example:2222', 'ssh://lab@engine.example:2222'],
  ])('DOCKER_HOST=%s names it', (host, expected) => {
    expect(addresses({ DOCKER_HOST: host })).toEqual([expected]);
  });

  it('is asked for with certificates where the environment names some', () => {
    writeFileSync(join(home, 'ca.pem'), 'the CA');
    const environment = { DOCKER_HOST: 'tcp://e', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: home };
    expect(engineAddresses(environment)).toEqual([
      {
        kind: 'tcp',
        host: 'e',
        port: 2376,
        tls: { ca: Buffer.from('the CA'), cert: null, key: null, verify: true },
      },
    ]);
  });

  it('is asked for with the certificates of the configuration folder where the environment names none', () => {
    mkdirSync(join(home, '.docker'));
    writeFileSync(join(home, '.docker/ca.pem'), 'the CA');
    expect(engineAddresses({ HOME: home, DOCKER_HOST: 'tcp://e', DOCKER_TLS_VERIFY: '1' })).toMatchObject([
      { kind: 'tcp', port: 2376, tls: { ca: Buffer.from('the CA'), verify: true } },
    ]);
  });

  it.each(['nonsense', 'npipe:////./pipe/docker_engine'])('DOCKER_HOST=%s is refused', (host) => {
    expect(() => addresses({ DOCKER_HOST: host })).toThrow(`DOCKER_HOST is "${host}", which names no engine`);
  });

  it('is the current context’s, or the one that the environment names', () => {
    writeContext('far', 'ssh://far.example');
    writeContext('near', 'unix:///near.sock');
    writeConfiguration('far');
    expect(addresses({})).toEqual(['ssh://far.example']);
    expect(addresses({ DOCKER_CONTEXT: 'near' })).toEqual(['unix:///near.sock']);
    expect(addresses({ DOCKER_CONTEXT: 'near', DOCKER_HOST: 'unix:///b' })).toEqual(['unix:///b']);
  });

  it('has the certificates that are filed with a context', () => {
    const folder = join(home, '.docker/contexts/tls', writeContext('tls', 'tcp://e:2376'), 'docker');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'cert.pem'), 'a certificate');
    writeConfiguration('tls');
    const tls = { ca: null, cert: Buffer.from('a certificate'), key: null, verify: true };
    expect(engineAddresses({ HOME: home })).toEqual([{ kind: 'tcp', host: 'e', port: 2376, tls }]);
  });

  it('is unknown for a context that is gone', () => {
    writeConfiguration('gone');
    expect(() => addresses({})).toThrow('the docker context "gone" can\'t be read');
  });

  it('is otherwise where custom has it: Docker’s socket first, Podman’s last', () => {
    writeConfiguration('default');
    expect(addresses({ XDG_RUNTIME_DIR: '/run/user/7' })).toEqual([
      'unix:///var/run/docker.sock',
      'unix:///run/user/7/docker.sock',
      `unix://${home}/.docker/run/docker.sock`,
      `unix://${home}/.docker/desktop/docker.sock`,
      'unix:///run/podman/podman.sock',
      'unix:///run/user/7/podman/podman.sock',
    ]);
  });
});
