/** Captures of all links of a case, one file each. */

import { readFileSync } from 'node:fs';
import { arch, machine, release, type as systemName } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../../../core/environment-error.ts';
import type { LinkSpec } from '../../../core/lab/lab.ts';
import { packetComment } from '../../../core/link/packet-comment.ts';
import type { PacketLog } from '../../../core/link/packet-log.ts';
import type { WireTap } from '../../../core/link/wire-tap.ts';
import type { CaptureSection } from '../../../core/packet/pcapng.ts';
import { CaptureFile } from './capture-file.ts';
import { utcOriginNs } from './clock.ts';

export class Capture implements WireTap {
  readonly #folder: string;
  readonly #files: readonly CaptureFile[];
  /** By port: its link's file, and its position among the link's ends. */
  readonly #places: readonly { readonly file: CaptureFile; readonly end: number }[];

  /** Throws EnvironmentError. */
  constructor(folder: string, links: readonly LinkSpec[]) {
    this.#folder = folder;
    const host = hostFacts();
    const places: { file: CaptureFile; end: number }[] = [];
    this.#files = this.#writing(() =>
      links.map((link) => {
        const section = { ...host, comment: null, interfaces: interfacesOf(link) };
        const file = new CaptureFile(join(folder, `${link.name}.pcapng`), section, utcOriginNs());
        for (const end of link.ends.keys()) places.push({ file, end });
        return file;
      }),
    );
    this.#places = places;
  }

  offered(port: number, record: number, frame: Uint8Array, length: number, atNs: number): void {
    const place = this.#places[port];
    place?.file.add(place.end * 2, atNs, frame, length, record);
  }

  delivered(port: number, record: number, frame: Uint8Array, length: number, atNs: number): void {
    const place = this.#places[port];
    place?.file.add(place.end * 2 + 1, atNs, frame, length, record);
  }

  /** Adds what became of the packets. Throws EnvironmentError when a file couldn't be written. */
  finish(log: PacketLog): void {
    this.#writing(() => {
      for (const file of this.#files) {
        file.finish((interfaceId, record) =>
          packetComment(log.at(record), interfaceId % 2 === 0 ? 'offered' : 'delivered'),
        );
      }
    });
  }

  /** What was captured stays, without comments. */
  close(): void {
    for (const file of this.#files) file.close();
  }

  #writing<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw new EnvironmentError(`cannot write captures to ${this.#folder}: ${String(error)}`, {
        remedy: 'make room there, choose another folder with --out, or leave --capture out',
        cause: error,
      });
    }
  }
}

/** Two for each end, in the order of `end * 2` (offered) and `end * 2 + 1` (delivered). */
function interfacesOf({ name, ends }: LinkSpec): CaptureSection['interfaces'] {
  return ends.flatMap(({ node }) => [
    {
      name: `${node}>${name}`,
      description: `offered: what ${node} sent into ${name}, before any impairment`,
    },
    { name: `${name}>${node}`, description: `delivered: what came out of ${name} for ${node}` },
  ]);
}

function hostFacts(): Pick<CaptureSection, 'hardware' | 'os' | 'application'> {
  const text = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return {
    hardware: machine() || arch(),
    os: `${systemName()} ${release()}`,
    application: `Wirelab ${version}`,
  };
}
