/** `wirelab init NAME`: a lab that runs as it is, with a word on each part, and the schema for the editor. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { labJsonSchema } from '../core/lab-file/json-schema.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';

const namePattern = /^[a-z][a-z0-9-]{0,30}$/;

export async function initCommand(name: string, io: CommandIo): Promise<number> {
  if (!namePattern.test(name)) {
    io.stderr.write(
      `wirelab: ${JSON.stringify(name)} can't name a lab: a small letter first, then at most 30 small letters, digits or hyphens\n`,
    );
    return exitStatus.invalid;
  }
  const folder = resolve(name);
  try {
    await mkdir(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    io.stderr.write(
      code === 'EEXIST'
        ? `wirelab: ${folder} is there already, and stays as it is\n`
        : `wirelab: can't make ${folder}: ${message}\n`,
    );
    return code === 'EEXIST' ? exitStatus.invalid : exitStatus.environment;
  }
  await writeFile(join(folder, 'lab.yaml'), labTemplate(name));
  await writeFile(join(folder, 'lab.schema.json'), `${JSON.stringify(labJsonSchema(), null, 2)}\n`);
  io.stdout.write(`Made ${name}/lab.yaml. Now: wirelab check ${name}, wirelab run ${name}\n`);
  return exitStatus.allHold;
}

function labTemplate(name: string): string {
  return `# yaml-language-server: $schema=lab.schema.json
lab: ${name}
title: A first lab
about: |
  What is to be seen here, and why.
seed: 1 # the same seed, the same fate for every packet
time: 30s

nodes:
  client: {}
  server: {}

links:
  wan:
    ends: [client, server]
    impair: {delay: 20ms, loss: 2%} # in each direction
    from:
      server: {rate: 10Mbit, queue: 50 packets} # only what the server sends

traffic: # Wirelab's own servers and clients; a program of yours: nodes: {server: {run: [python3, server.py], ...}}
  download: {kind: tcp-bulk, from: server, to: client, size: 1MB}
  voice: {kind: udp-stream, from: server, to: client, packets: 100/s, payload: 160B, for: 5s}

faults: # the second segment with data is lost, whatever the dice say
  - {link: wan, from: server, match: {tcp: data}, nth: 2, do: drop}

timeline: # for half a second nothing gets through
  - {at: 2s, link: wan, down: true}
  - {at: 2.5s, link: wan, down: false}

expect:
  - metric: download.intact
    is: true
    because: TCP retransmits what the link lost
  - metric: download.retransmits
    at-least: 1
  - metric: voice.loss
    between: [5%, 20%]
    because: half a second of five, and 2 %
`;
}
