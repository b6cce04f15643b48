// docs/labs.md: every lab, with what theory says and what was measured, out of the labs' own READMEs.

import { readdirSync, readFileSync } from 'node:fs';

const intro = `# The labs that come with Wirelab

\`wirelab list\` names them, \`wirelab run NAME\` runs one, \`wirelab grade NAME --submission DIR\` grades a program, and the README in
each lab's folder says what to watch, why the figures are what they are, what to try, and asks questions. All measured with
the \`namespaces\` runtime and the \`fabric\` emulator. This page is made from the labs' own READMEs (\`npm run generate\`).

The labs' expectations are made to hold on a slow or busy machine: exact figures only where the wire is scripted or the
seed decides, bounds of time and rate that a slow machine can't break or with much room, and each bound wide enough for
nearly any other seed. Where the machine is too busy for the link itself to be on time, the verdict is \`infra\`, not
\`fail\`.

Flows name \`congestion: reno\` because it is the one congestion control that every Linux has and allows: a kernel may
keep \`cubic\` from nodes of its own accord, where its default is another (\`tcp_allowed_congestion_control\`, tcp(7)).
`;

/** @param {typeof import('../src/core/lab-file/catalogue-entry.ts')} catalogue */
export function labsPage({ catalogueEntry, catalogueSections }) {
  const folder = new URL('../labs/', import.meta.url);
  const read = (lab, name) => readFileSync(new URL(`${lab}/${name}`, folder), 'utf8');
  const parts = [intro];
  const all = readdirSync(folder).map((lab) => catalogueEntry(read(lab, 'lab.yaml')));
  for (const { title, entries } of catalogueSections(all)) {
    parts.push(`## ${title}\n`);
    for (const { lab, title: about, level, duration, languages } of entries) {
      const handIn = languages.length === 0 ? '' : `; graded, in ${languages.join(', ')}`;
      parts.push(`### [${lab}](../labs/${lab}/README.md): ${about}\n`);
      parts.push(`${level}, ${duration}${handIn}\n`);
      parts.push(`${measuredIn(read(lab, 'README.md'))}\n`);
    }
  }
  return parts.join('\n');
}

function measuredIn(readme) {
  return /^## Measured here\n+(.*?)\n+(?=## )/ms.exec(readme)?.[1] ?? '';
}
