/** Reads captures with Wireshark's own code. */

import { execFileSync } from 'node:child_process';

/** These fields of each packet, in the order of the file. Checksums are looked at. */
export function tshark(file: string, fields: readonly string[]): string[][] {
  const checksums = ['tcp.check_checksum', 'udp.check_checksum'].flatMap((name) => ['-o', `${name}:TRUE`]);
  const columns = fields.flatMap((field) => ['-e', field]);
  const argv = ['-r', file, ...checksums, '-T', 'fields', ...columns];
  const text = execFileSync('tshark', argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'));
}
