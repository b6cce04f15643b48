import { fileURLToPath } from 'node:url';

/** The folder that all of Wirelab's source is in. */
export const repository: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
