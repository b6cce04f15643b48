/** Makes images in an engine, the way that is open. */

import { EnvironmentError } from '../core/environment-error.ts';
import type { BuildRequest } from './build-request.ts';
import { buildFromPackages } from './from-packages.ts';
import { buildFromRegistry, pullBases } from './from-registry.ts';

/** @throws EnvironmentError where neither a registry nor Debian packages serve */
export async function buildImages(request: BuildRequest): Promise<void> {
  switch (request.from) {
    case 'packages':
      return buildFromPackages(request);
    case 'registry':
      return buildFromRegistry(request, await pullBases(request));
    case 'auto': {
      const digests = await pullBases(request).catch((error: unknown) => {
        if (!(error instanceof EnvironmentError)) throw error;
        const [first = 'base'] = request.names;
        request.onProgress(first, `no registry (${error.message}): from Debian packages instead`);
        return null;
      });
      return digests === null ? buildFromPackages(request) : buildFromRegistry(request, digests);
    }
    default:
      return request.from satisfies never;
  }
}
