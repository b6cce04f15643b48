// Writes what is made of the lab file's schema (schema/lab.schema.json and docs/lab-file.md) and of the labs (docs/labs.md).
// With --check it writes nothing, and fails where they differ from what is checked in.
import { readFileSync, writeFileSync } from 'node:fs';
import { register } from 'tsx/esm/api';
import { labsPage } from './labs-page.mjs';

register();
const { labJsonSchema } = await import('../src/core/lab-file/json-schema.ts');
const catalogue = await import('../src/core/lab-file/catalogue-entry.ts');
const { labReference } = await import('../src/core/lab-file/reference.ts');

const made = {
  'schema/lab.schema.json': `${JSON.stringify(labJsonSchema(), null, 2)}\n`,
  'docs/lab-file.md': labReference(),
  'docs/labs.md': labsPage(catalogue),
};

const check = process.argv.includes('--check');
for (const [name, text] of Object.entries(made)) {
  const path = new URL(`../${name}`, import.meta.url);
  const current = read(path);
  if (current === text) continue;
  if (check) {
    console.error(`${name} is not what it is made of: run \`npm run generate\``);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    console.log(`wrote ${name}`);
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
