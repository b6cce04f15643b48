import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entryPath, isIgnored } from '../../../src/core/submission/entry-path.ts';

const awkward = fc.array(
  fc.constantFrom(
    'a',
    '.',
    '..',
    '/',
    '//',
    '\\',
    '\0',
    '\n',
    'C:',
    ' ',
    'ü',
    'u\u0308',
    '\u202e',
    '...',
    '~',
  ),
  { maxLength: 12 },
);

it('lets no path through that leads elsewhere, whatever it is made of', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        awkward.map((parts) => parts.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (name) => {
        const path = entryPath(name);
        if (!path.ok) {
          expect(path.error.message).not.toBe('');
          return;
        }
        for (const segment of path.value) {
          expect(['', '.', '..']).not.toContain(segment);
          expect(segment).not.toMatch(/[/\\\p{Cc}]/u);
          expect(segment).toBe(segment.normalize('NFC'));
        }
      },
    ),
    { seed: 3, numRuns: 2000 },
  );
});

it('gives the same path again for what it has let through', () => {
  fc.assert(
    fc.property(awkward, (parts) => {
      const path = entryPath(parts.join(''));
      if (path.ok && path.value.length > 0) expect(entryPath(path.value.join('/'))).toEqual(path);
    }),
    { seed: 3 },
  );
});

it.each([
  ['__MACOSX/client.c', true],
  ['a/.DS_Store', true],
  ['._client.c', true],
  ['.git/config', true],
  ['node_modules/.bin/tool', true],
  ['node_modules/left-pad/index.js', false],
  ['.hidden', false],
  ['client.c', false],
])('%s is left out: %s', (name, ignored) => {
  expect(isIgnored(name.split('/'))).toBe(ignored);
});
