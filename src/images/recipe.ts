/** What an image is made of: the folder of its name under images/. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '../core/environment-error.ts';
import type { ImageName } from '../core/lab/own-image.ts';
import { type ImageSettings, readSettings } from './dockerfile.ts';

export interface Recipe {
  readonly name: ImageName;
  readonly folder: string;
  /** The text of its Dockerfile. */
  readonly dockerfile: string;
  readonly settings: ImageSettings;
  /** Debian packages to install. */
  readonly packages: readonly string[];
  /** Shell, run as root in the image once the packages are installed; empty when there is none. */
  readonly setup: string;
}

/** Where Wirelab is installed: the folder of its package.json. */
export const packageFolder: string = fileURLToPath(new URL('../..', import.meta.url));

export const recipesFolder: string = join(packageFolder, 'images');

export function readRecipe(name: ImageName): Recipe {
  const folder = join(recipesFolder, name);
  if (!existsSync(join(folder, 'Dockerfile'))) {
    throw new EnvironmentError(`this installation of Wirelab has no ${folder}`, {
      remedy: 'Install it again, or take a checkout of its repository',
    });
  }
  const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  return {
    name,
    folder,
    dockerfile,
    settings: readSettings(dockerfile),
    packages: optional(join(folder, 'packages'))
      .split(/\s+/)
      .filter((word) => word !== ''),
    setup: optional(join(folder, 'setup.sh')),
  };
}

function optional(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
