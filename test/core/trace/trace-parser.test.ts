import { describe, expect, it } from 'vitest';
import { safeLine } from '../../../src/core/text/safe-text.ts';
import { TraceParser } from '../../../src/core/trace/trace-parser.ts';

/** As strace 6.1 writes them; each is preceded by its process and time. */
function callsOf(...lines: readonly string[]): string[] {
  const parser = new TraceParser();
  const text = lines.map((line) => `7     100.000001 ${line}\n`).join('');
  return [...parser.push(text), ...parser.end()].map(({ text, result, durationUs }) =>
    [
      text,
      ...(result === null ? [] : ['=', result]),
      ...(durationUs === null ? [] : [`${durationUs} us`]),
    ].join(' '),
  );
}

describe('a trace', () => {
  it.each([
    [
      'socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 3<socket:[9]> <0.000025>',
      'socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 3 25 us',
    ],
    [
      'connect(3<socket:[9]>, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.1.3")}, 16) = 0 <0.000098>',
      'connect(3, 10.0.1.3:8080) = 0 98 us',
    ],
    [
      'connect(3<socket:[9]>, {sa_family=AF_INET6, sin6_port=htons(8080), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "fd00:1::3", &sin6_addr), sin6_scope_id=0}, 28) = -1 ECONNREFUSED (Connection refused) <1.000098>',
      'connect(3, [fd00:1::3]:8080) = -1 ECONNREFUSED 1000098 us',
    ],
    [
      'accept4(3<socket:[9]>, {sa_family=AF_INET, sin_port=htons(52510), sin_addr=inet_addr("10.0.1.2")}, [128 => 16], SOCK_CLOEXEC) = 5<socket:[11]> <0.000016>',
      'accept4(3, 10.0.1.2:52510, SOCK_CLOEXEC) = 5 16 us',
    ],
    ['accept(3<socket:[9]>, NULL, NULL)       = 5<socket:[11]> <0.000016>', 'accept(3) = 5 16 us'],
    ['listen(3<socket:[9]>, 128)              = 0 <0.000001>', 'listen(3, 128) = 0 1 us'],
    [
      'setsockopt(3<socket:[9]>, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0 <0.000013>',
      'setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1]) = 0 13 us',
    ],
    [
      'sendto(4<socket:[9]>, "hi\\33[31m", 7, 0, NULL, 0) = 7 <0.000032>',
      'sendto(4, "hi\\33[31m", 7, 0) = 7 32 us',
    ],
    [
      'sendto(4<socket:[9]>, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("10.0.1.3")}, 16) = 1 <0.000001>',
      'sendto(4, "x", 1, 0, 10.0.1.3:9) = 1 1 us',
    ],
    [
      'read(4<socket:[9]>, ") = 7 <0.1>"..., 4096) = 90 <0.000001>',
      'read(4, ") = 7 <0.1>"..., 4096) = 90 1 us',
    ],
    [
      'read(4<socket:[9]>, 0x7ffe, 10) = ? ERESTARTSYS (To be restarted if SA_RESTART is set) <0.000001>',
      'read(4, 0x7ffe, 10) = ? ERESTARTSYS 1 us',
    ],
    ['close(4<socket:[9]>)                    = 0 <0.000025>', 'close(4) = 0 25 us'],
    ['accept(3<socket:[9]>,  <unfinished ...>) = ?', 'accept(3)'],
  ])('%s', (line, told) => {
    expect(callsOf(line)).toEqual([told]);
  });

  it('says nothing of what no link ever sees', () => {
    expect(
      callsOf(
        'read(3</etc/hosts>, "127.0.0.1"..., 4096) = 90 <0.000010>',
        'close(3</etc/hosts>) = 0 <0.000010>',
        'write(1<pipe:[5]>, "hello", 5) = 5 <0.000010>',
        'openat(AT_FDCWD</>, "/x", O_RDONLY) = 3</x> <0.000010>',
        'getsockname(3<socket:[9]>, 0x7f, [16]) = 0 <0.000010>',
        'socket(AF_UNIX, SOCK_STREAM, 0) = 3<socket:[6]> <0.000010>',
        'connect(3<socket:[6]>, {sa_family=AF_UNIX, sun_path="/run/nscd"}, 110) = -1 ENOENT (No such file) <0.1>',
        'accept(3<socket:[6]>, NULL, NULL) = 4<socket:[7]> <0.000010>',
        'read(4<socket:[7]>, "", 1) = 0 <0.000010>',
        'socketpair(AF_UNIX, SOCK_STREAM, 0, [5<socket:[71]>, 6<socket:[72]>]) = 0 <0.000010>',
        'send(6<socket:[72]>, "x", 1, 0) = 1 <0.000010>',
        'close(3<socket:[6]>) = 0 <0.000010>',
        '--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=1, si_uid=0} ---',
        '+++ exited with 0 +++',
      ),
    ).toEqual([]);
  });

  it('knows a socket whose number was a local one before', () => {
    expect(
      callsOf(
        'socket(AF_UNIX, SOCK_STREAM, 0) = 3<socket:[6]> <0.000010>',
        'close(3<socket:[6]>) = 0 <0.000010>',
        'socket(AF_INET, SOCK_DGRAM, 0) = 3<socket:[6]> <0.000010>',
        'close(3<socket:[6]>) = 0 <0.000010>',
      ),
    ).toEqual(['socket(AF_INET, SOCK_DGRAM, 0) = 3 10 us', 'close(3) = 0 10 us']);
  });

  it('puts calls together that other processes interrupt, wherever the text is cut', () => {
    const text = [
      '12    100.000001 accept(3<socket:[9]>,  <unfinished ...>',
      '13    100.000500 connect(4<socket:[8]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.1.3")}, 16 <unfinished ...>',
      '12    100.040000 <... accept resumed>{sa_family=AF_INET, sin_port=htons(4711), sin_addr=inet_addr("10.0.1.2")}, [16]) = 5<socket:[10]> <0.039999>',
      '13    100.040100 <... connect resumed>)  = 0 <0.039600>',
      '13    100.050000 recv(4<socket:[8]>,  <unfinished ...>',
      '13    100.060000 +++ killed by SIGKILL +++',
      '12    100.060000 --- SIGPIPE {si_signo=SIGPIPE, si_code=SI_USER, si_pid=12, si_uid=0} ---',
      '12    100.060001 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=13, si_uid=0} ---',
      '12    100.070000 +++ exited with 3 +++',
      '14    100.070000 +++ exited with 0 +++',
      '',
    ].join('\n');
    for (const size of [1, 7, 10_000]) {
      const parser = new TraceParser();
      const told = [];
      for (let at = 0; at < text.length; at += size) told.push(...parser.push(text.slice(at, at + size)));
      expect(told.map(({ pid, atUs, text, result }) => [pid, atUs - 100e6, text, result])).toEqual([
        [12, 1, 'accept(3, 10.0.1.2:4711)', '5'],
        [13, 500, 'connect(4, 10.0.1.3:80)', '0'],
        [13, 50_000, 'recv(4)', null],
        [13, 60_000, 'process killed by SIGKILL', null],
        [12, 60_000, 'signal SIGPIPE', null],
        [12, 70_000, 'process exited with 3', null],
      ]);
      expect(parser.end()).toEqual([]);
    }
  });

  it('is not led astray by what a program sends, or by what is no trace at all', () => {
    const parser = new TraceParser();
    const hostile = [
      'strace: PTRACE_SEIZE: Operation not permitted',
      ...Array.from({ length: 100 }, (_, index) => `strace: complaint ${index}`),
      '',
      'no trace',
      `1 1.000000 ${'('.repeat(50_000)}`,
      `1 1.000000 read(3<socket:[1]>, "${') = '.repeat(20_000)}`,
      `1 1.000000 read(3<socket:[1]>, "${' '.repeat(50_000)}) =`,
      '1 1.000000 <... read resumed>"x", 1) = 1 <0.000001>',
      '1 1.000000 send(3<socket:[1]>, "\u001b[2J\u202e", 3, 0) = 3 <0.000001>',
      `1 1.000000 send(3<socket:[1]>, "${'x'.repeat(900)}", 900, 0) = 900 <0.000001>`,
      '99999999999 1.000000 close(3<socket:[1]>) = 0 <0.000001>',
    ].join('\n');
    const told = [...parser.push(`${hostile}\n`), ...parser.end()];
    for (const { text } of told) {
      expect(text.length).toBeLessThanOrEqual(100);
      expect(text).toBe(safeLine(text));
    }
    expect(told.at(-1)?.text).toMatch(/^send\(3, "x+\.\.\.$/);
    expect(parser.notes).toEqual([
      'PTRACE_SEIZE: Operation not permitted',
      'complaint 0',
      'complaint 1',
      'complaint 2',
    ]);
    parser.push('x'.repeat(1_000_000));
    expect(parser.push('\n7 1.000000 close(3<socket:[1]>) = 0 <0.000001>\n')).toHaveLength(1);
  });
});
