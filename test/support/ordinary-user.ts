/** Commands run as a user who is nobody in particular, though the tests run as root. */

import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * In a mount namespace of its own: a /dev/net/tun open to all, IDs granted to the user or none, and this
 * repository (the working directory) readable, also where it was cloned into a folder that isn't.
 */
const script = `
mount --bind "$1/tun" /dev/net/tun && mount --bind "$1/subuid" /etc/subuid && mount --bind "$1/subuid" /etc/subgid || exit 1
folder=$1 repository=$PWD
shift
if ! setpriv --reuid 65534 --regid 65534 --clear-groups ls "$repository" >/dev/null 2>&1; then
  mount -t tmpfs -o mode=755 repository "$repository" || exit 1
  for each in * .[!.]*; do
    if [ -d "$each" ]; then mkdir "$repository/$each"; else : >"$repository/$each"; fi
    mount --no-canonicalize --bind "./$each" "$repository/$each" || exit 1
  done
  cd "$repository" || exit 1
fi
exec setpriv --reuid 65534 --regid 65534 --clear-groups env HOME="$folder/home" TMPDIR="$folder/home" "$@"
`;

export class OrdinaryUser implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'wirelab-user-'));

  constructor() {
    mkdirSync(this.home);
    for (const path of [this.#folder, this.home]) chownSync(path, 65534, 65534);
    spawnSync('mknod', ['-m', '0666', join(this.#folder, 'tun'), 'c', '10', '200']);
    this.grant('');
  }

  /** The one folder that is the user's own. */
  get home(): string {
    return join(this.#folder, 'home');
  }

  get grants(): string {
    return join(this.#folder, 'subuid');
  }

  /** @param subordinateIds lines of /etc/subuid */
  grant(subordinateIds: string): void {
    writeFileSync(this.grants, subordinateIds);
  }

  /** What runs `argv` as the user; to be started in the repository. */
  argv(argv: readonly string[]): [file: string, ...args: string[]] {
    return ['unshare', '--mount', 'sh', '-c', script, 'sh', this.#folder, ...argv];
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
