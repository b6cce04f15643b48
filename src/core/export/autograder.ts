/** The two scripts of a Gradescope autograder, and what they need of the machine they run on. */

import type { Lab, SubmissionSpec } from '../lab/lab.ts';
import { shellWord } from '../text/shell-word.ts';

/** A command, and the package of Debian and Ubuntu that it is in. */
interface NeededCommand {
  readonly command: string;
  readonly packages: string;
}

/** What programs and builds may name; of what isn't here only its absence is reported. */
const packagesOf: Readonly<Record<string, string>> = {
  cc: 'gcc libc6-dev',
  gcc: 'gcc libc6-dev',
  'g++': 'g++',
  clang: 'clang libc6-dev',
  make: 'make',
  cmake: 'cmake make',
  java: 'default-jdk-headless',
  javac: 'default-jdk-headless',
  python3: 'python3',
  perl: 'perl',
  ruby: 'ruby',
  go: 'golang-go',
  rustc: 'rustc',
  cargo: 'cargo',
};

/** Wirelab's own are always there, the others as far as the lab's words name them. */
export function neededCommands(lab: Lab, submission: SubmissionSpec): NeededCommand[] {
  const own = [
    { command: 'ip', packages: 'iproute2' },
    { command: 'unshare', packages: 'util-linux' },
  ];
  const nodes = lab.cases.flatMap((resolved) => resolved.nodes);
  if (nodes.some(({ localhost }) => localhost !== null)) own.push({ command: 'nft', packages: 'nftables' });
  if (nodes.some(({ trace }) => trace)) own.push({ command: 'strace', packages: 'strace' });
  const words = new Set(commandLines(lab, submission).flatMap((line) => line.split(/[\s;&|()'"]+/)));
  const named = Object.entries(packagesOf).filter(([command]) => words.has(command));
  return [...own, ...named.map(([command, packages]) => ({ command, packages }))];
}

function commandLines(lab: Lab, { languages }: SubmissionSpec): string[] {
  const programs = lab.cases.flatMap((resolved) => resolved.programs);
  return [
    ...languages.flatMap(({ build, run }) => [build ?? '', ...Object.values(run).flat()]),
    ...programs.flatMap(({ argv }) => argv),
  ];
}

const isRecentNode =
  'const [major, minor] = process.versions.node.split(".").map(Number);' +
  ' process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)';

export function setupScript(needed: readonly NeededCommand[], withNode: boolean): string {
  const installNode = withNode
    ? '  install -D -m 755 "$source/node" /usr/local/bin/node'
    : `  echo 'Wirelab needs Node.js 20.19 or later: choose an image that has it, or export the lab without --no-node' >&2
  exit 1`;
  return `#!/usr/bin/env bash
# Gradescope runs this once, as root, when it makes the autograder's image. Nothing is fetched when a submission is graded.
set -euo pipefail
source=\${AUTOGRADER_ROOT:-/autograder}/source

packages=()
need() { command -v "$1" >/dev/null || packages+=("\${@:2}"); }
${needed.map(({ command, packages }) => `need ${command} ${packages}`).join('\n')}
if [ "\${#packages[@]}" -gt 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install -y --no-install-recommends "\${packages[@]}"
  rm -rf /var/lib/apt/lists/*
fi
if ! node -e '${isRecentNode}'; then
${installNode}
fi
node "$source/wirelab/bin/wirelab.js" --version
`;
}

/** @param lab where the lab lies, from the autograder's source folder */
export function runScript(lab: string): string {
  return `#!/usr/bin/env bash
# Gradescope runs this for every submission: from submission/ to results/results.json.
root=\${AUTOGRADER_ROOT:-/autograder}
results=$root/results/results.json
lab=$root/source/${shellWord(lab)}

wirelab() { node "$root/source/wirelab/bin/wirelab.js" "$@"; }

mkdir -p "$root/results"
rm -f "$results"
runs=$(mktemp -d) || exit 3
trap 'rm -rf "$runs"' EXIT
status=0
wirelab grade "$lab" --submission "$root/submission" --runtime namespaces --out "$runs" \\
  --reporter plain --reporter "gradescope=$results" || status=$?

case $status in
  0 | 1 | 2)
    # Also what doesn't build has its results. Without any, the lab itself is at fault.
    if [ -s "$results" ]; then exit 0; fi
    ;;
  3)
    # The machine's failure and not the student's: without results Gradescope says that the autograder failed.
    rm -f "$results"
    wirelab doctor
    ;;
esac
exit "$status"
`;
}
