/** What somebody who wants images built can choose, and hears of it. */

import type { ImageName } from '../core/lab/own-image.ts';
import type { ImageMaker } from '../runtime/docker/engine/image-build.ts';

export interface BuildRequest {
  readonly names: readonly ImageName[];
  readonly maker: ImageMaker;
  /** The engine's, as images name it: amd64, arm64. */
  readonly architecture: string;
  /** `auto`: from a registry where one answers, else from Debian packages. */
  readonly from: 'auto' | 'registry' | 'packages';
  readonly cacheFolder: string;
  /** Of Debian packages; null: Debian's own mirrors. */
  readonly mirror: string | null;
  /** Nothing of earlier builds is used. */
  readonly fresh: boolean;
  /** In seconds since 1970 (reproducible-builds.org); null: nobody asked for the same bytes again. */
  readonly sourceDateEpoch: number | null;
  readonly onProgress: (image: ImageName, line: string) => void;
  readonly signal: AbortSignal;
}
