/** What stands between the engine and a program, and what signals it: constant scripts for busybox's shell. */

import { busybox } from './node-container.ts';

/**
 * From `name` and `path` to `found`, as execvp(3) has it, or `refuse`: busybox would rather run a command of its own
 * than what the image has under the same name.
 */
export const lookUpScript = `
found=$name
case $name in
  '') refuse 127 'wirelab: no command is named' ;;
  */*) ;;
  *)
    found=
    IFS=:
    set -f
    for place in $path; do
      [ -x "\${place:-.}/$name" ] && [ ! -d "\${place:-.}/$name" ] && { found=\${place:-.}/$name; break; }
    done
    [ -n "$found" ] || refuse 127 "$name: not found"
    ;;
esac
`;

/**
 * Parameters: the report's marker, the folder to start in, the user's limit of processes or nothing, the number
 * of variables, each as NAME=VALUE, the rest is the program.
 *
 * env(1) comes last: a lab's LD_PRELOAD must not reach our own tools.
 */
const wrapperScript = `
marker=$1 folder=$2 processes=$3 variables=$4
shift 4
printf '%s %s %s\\n' "$marker" "$$" "$PPID" >&2
refuse() { printf '%s\\n' "$2" >&2; printf '%s %s 0.00\\n' "$marker" "$1" >&2; exit "$1"; }
cd "$folder" || refuse 126 "wirelab: cannot start in $folder"
[ -z "$processes" ] || ulimit -u "$processes"
count=$variables path=
for word; do
  [ "$count" -gt 0 ] || break
  case $word in PATH=*) path=\${word#PATH=} ;; esac
  count=$((count - 1))
done
name=$word
${lookUpScript}
# The program's word is replaced by where it was found.
total=$# position=0
while [ "$position" -lt "$total" ]; do
  word=$1
  shift
  [ "$position" -ne "$variables" ] || word=$found
  set -- "$@" "$word"
  position=$((position + 1))
done
exec ${busybox} time -f "$marker %x %e" ${busybox} env -i "$@"
`;

export interface WrappedProgram {
  readonly marker: string;
  readonly folder: string;
  readonly processes: number | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  /** What adopts the program's orphans, so that they are found; null where the engine brings nothing for it. */
  readonly adopter: readonly string[];
}

export function wrapperArgv(program: WrappedProgram): string[] {
  const variables = Object.entries(program.environment).map(([name, value]) => `${name}=${value}`);
  return [
    ...program.adopter,
    ...[busybox, 'sh', '-c', wrapperScript, 'wirelab-program'],
    program.marker,
    program.folder,
    program.processes === null ? '' : String(program.processes),
    String(variables.length),
    ...variables,
    ...program.argv,
  ];
}

/** Prints the processes that descend from one, but for one. */
const belowFunction = `
below() {
  for list in /proc/"$1"/task/*/children; do
    found=
    read -r found <"$list"
    for pid in $found; do
      [ "$pid" = "$spared" ] || echo "$pid"
      below "$pid"
    done
  done 2>/dev/null
}
`;

/**
 * Signals all below a process but one. Parameters: that process, the one to spare, the signal's name without SIG.
 * Before SIGKILL all are stopped, until there is nobody left who could fork.
 */
const signalScript = `
top=$1 spared=$2 signal=$3
${belowFunction}
targets=$(below "$top")
# Not yet there.
while [ -z "$targets" ] && [ -d "/proc/$spared" ]; do targets=$(below "$top"); done
if [ "$signal" = KILL ]; then
  rounds=0 before=
  while [ "$targets" != "$before" ] && [ "$rounds" -lt 200 ]; do
    kill -STOP $targets 2>/dev/null
    before=$targets rounds=$((rounds + 1))
    targets=$(below "$top")
  done
fi
[ -z "$targets" ] || kill -"$signal" $targets 2>/dev/null
# They are the program's user's as well, which may have stopped them.
kill -CONT "$top" "$spared" 2>/dev/null
exit 0
`;

/** A line for each thread below a process but one (sched-stats.rst). Parameters: that process, the one to spare. */
const shareScript = `
top=$1 spared=$2
${belowFunction}
for pid in $(below "$top"); do ${busybox} cat "/proc/$pid/task/"*/schedstat; done 2>/dev/null
exit 0
`;

export function signalArgv(containerPid: number, top: number, spared: number, signal: string): string[] {
  return [
    ...fromOutside(containerPid),
    ...[signalScript, 'wirelab-signal', String(top), String(spared), signal.replace(/^SIG/, '')],
  ];
}

export function shareArgv(containerPid: number, top: number, spared: number): string[] {
  return [...fromOutside(containerPid), shareScript, 'wirelab-share', String(top), String(spared)];
}

/** Where the container's processes can be seen from outside: nothing that they do can hold a script up there. */
function fromOutside(containerPid: number): string[] {
  return [
    ...['nsenter', '--target', String(containerPid), '--pid', '--mount', '--'],
    ...[busybox, 'sh', '-c'],
  ];
}
