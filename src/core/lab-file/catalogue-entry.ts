/** A lab's place in the catalogue: `x-catalogue` in labs that come with Wirelab. Nothing of a run depends on it. */

import { parse } from 'yaml';
import { z } from 'zod';

/** In the order in which a course meets them. */
const catalogueGroups = {
  sockets: 'Sockets',
  udp: 'UDP',
  tcp: 'TCP mechanics',
  reliability: 'Reliability protocols',
  congestion: 'Congestion',
  ipv6: 'IPv6 and addressing',
} as const;

type CatalogueGroup = keyof typeof catalogueGroups;

const catalogueLevels = ['introductory', 'intermediate', 'advanced'] as const;

const place = z.strictObject({
  group: z.enum(Object.keys(catalogueGroups) as [CatalogueGroup, ...CatalogueGroup[]]),
  level: z.enum(catalogueLevels),
  /** What a run of all cases took on an ordinary machine. */
  duration: z.string().regex(/^\d+s$/),
});

const catalogued = z.object({
  lab: z.string(),
  title: z.string(),
  'x-catalogue': place,
  submission: z.object({ languages: z.record(z.string(), z.unknown()) }).optional(),
});

export interface CatalogueEntry {
  readonly lab: string;
  readonly title: string;
  readonly group: CatalogueGroup;
  readonly level: (typeof catalogueLevels)[number];
  readonly duration: string;
  /** That students may hand in; none: nothing is handed in. */
  readonly languages: readonly string[];
}

export interface CatalogueSection {
  readonly title: string;
  /** By level, then by name. */
  readonly entries: readonly CatalogueEntry[];
}

/** Groups that have entries, in their order. */
export function catalogueSections(entries: readonly CatalogueEntry[]): CatalogueSection[] {
  const level = (entry: CatalogueEntry) => catalogueLevels.indexOf(entry.level);
  const sorted = [...entries].sort((a, b) => level(a) - level(b) || (a.lab < b.lab ? -1 : 1));
  return Object.entries(catalogueGroups)
    .map(([group, title]) => ({ title, entries: sorted.filter((entry) => entry.group === group) }))
    .filter((section) => section.entries.length > 0);
}

/** @throws z.ZodError, YAMLParseError: for the labs that come with Wirelab alone, which tests check */
export function catalogueEntry(labText: string): CatalogueEntry {
  const { lab, title, submission, 'x-catalogue': where } = catalogued.parse(parse(labText));
  return { lab, title, ...where, languages: Object.keys(submission?.languages ?? {}) };
}
