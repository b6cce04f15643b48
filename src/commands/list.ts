/** `wirelab list`: the labs that come with Wirelab. */

import { type CatalogueEntry, catalogueEntry, catalogueSections } from '../core/lab-file/catalogue-entry.ts';
import { listBundledLabs, openLab } from '../lab-source/lab-source.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';

export function listCommand(io: CommandIo): number {
  const entries = listBundledLabs().map(({ folder }) => {
    const source = openLab(folder);
    if (!source.ok) throw new Error(`${folder}: ${source.message}`);
    return catalogueEntry(source.text);
  });
  const width = (text: (entry: CatalogueEntry) => string) =>
    Math.max(...entries.map((entry) => text(entry).length));
  const [names, levels, durations] = [
    width(({ lab }) => lab),
    width(({ level }) => level),
    width(({ duration }) => duration),
  ];
  for (const section of catalogueSections(entries)) {
    io.stdout.write(`${section.title}\n`);
    for (const { lab, level, duration, title, languages } of section.entries) {
      const row = [lab.padEnd(names), level.padEnd(levels), duration.padStart(durations), title];
      const handIn = languages.length === 0 ? '' : `  [write it in ${languages.join(', ')}]`;
      io.stdout.write(`  ${row.join('  ')}${handIn}\n`);
    }
    io.stdout.write('\n');
  }
  io.stdout.write(
    'wirelab show LAB tells more of one, wirelab run LAB runs it, wirelab grade LAB grades a program.\n',
  );
  return exitStatus.allHold;
}
