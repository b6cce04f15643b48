import { describe, expect, it } from 'vitest';
import { imageNames } from '../../src/core/lab/own-image.ts';
import { readSettings } from '../../src/images/dockerfile.ts';
import { lineage } from '../../src/images/image-name.ts';
import { readRecipe } from '../../src/images/recipe.ts';

describe('readSettings', () => {
  it("reads the last stage's settings", () => {
    const settings = readSettings(`# comment
ARG NODE=node:20
FROM \${NODE} AS build
ENV NOT=this
FROM parent
RUN one \\
 && two
ENV LANG=C.UTF-8
ENV PATH=/opt/bin:/bin
LABEL org.example.title=x
USER lab
WORKDIR /home/lab
ENTRYPOINT ["node", "main.js"]
CMD ["--help"]
`);
    expect(settings).toEqual({
      env: { LANG: 'C.UTF-8', PATH: '/opt/bin:/bin' },
      labels: { 'org.example.title': 'x' },
      user: 'lab',
      workingDirectory: '/home/lab',
      entrypoint: ['node', 'main.js'],
      command: ['--help'],
    });
  });

  it.each([
    ['VOLUME /data', 'unexpected instruction'],
    ['ENV A=1 B=2', 'expected one KEY=VALUE'],
    ['ENV A="two words"', 'expected one KEY=VALUE'],
    ['CMD {"a": 1}', 'expected a JSON list of words'],
  ])('refuses what it would get wrong: %s', (line, message) => {
    expect(() => readSettings(`FROM parent\n${line}\n`)).toThrow(message);
  });
});

describe.each(imageNames)('images/%s', (name) => {
  const recipe = readRecipe(name);

  it('is titled by its name', () => {
    expect(recipe.settings.labels).toEqual({ 'org.opencontainers.image.title': `wirelab/${name}` });
  });

  it('stands on what it says', () => {
    const parent = lineage(name).at(-2);
    const from = recipe.dockerfile.includes('ARG PARENT=');
    expect(from).toBe(parent !== undefined);
    if (parent !== undefined) expect(recipe.dockerfile).toContain(`ARG PARENT=wirelab/${parent}\n`);
  });

  it("runs as `lab`, unless it is Wirelab's own", () => {
    const users = lineage(name).map((each) => readRecipe(each).settings.user);
    expect(users.findLast((user) => user !== null)).toBe(
      name === 'tools' || name === 'wirelab' ? 'root' : 'lab',
    );
  });

  it('installs packages without a version or an architecture', () => {
    for (const word of recipe.packages) expect(word).toMatch(/^[a-z0-9][a-z0-9+.-]+$/);
    expect(recipe.dockerfile.includes('packages')).toBe(recipe.packages.length > 0);
  });
});
