/**
 * strace(1) around a program. It detaches (`-D`): the program stays the process that was started, with its
 * own exit status and signals. It begins before limits and loss of privileges, so that it counts towards no
 * limit and the program can't reach it.
 */

const traceArgv = [
  'strace',
  '-D',
  '-f',
  // What happens to other descriptors doesn't stop the program.
  '--seccomp-bpf',
  '-q',
  '-y',
  '-ttt',
  '-T',
  ...['-s', '24'],
  ...['-e', 'trace=%network,close,read,readv,write,writev,sendfile'],
  ...['-o', '/proc/self/fd/2'],
  '--',
];

/** The tracer's standard error is the trace; the program's waits at 9. */
const script = `
exec 9>&2 2>&"$1"
shift
exec "$@"
`;

/** First line of the shell script that a traced program is started by. */
export const ownStandardError = 'exec 2>&9\n';

/** What comes before a shell that begins with `ownStandardError`. @param descriptor of one digit, of a pipe for the trace */
export function tracerArgv(descriptor: number): string[] {
  return ['sh', '-c', script, 'wirelab-trace', String(descriptor), ...traceArgv];
}
