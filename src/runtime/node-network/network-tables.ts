/** What a node's /proc/net tells, for whoever can read it. */

import { parseListedCounters, parsePairedCounters } from './kernel-counters.ts';
import { listensOn } from './socket-table.ts';

export class NetworkTables {
  readonly #read: (name: string) => Promise<string>;

  /** @param read a file of /proc/net by its name; empty when there is none, or the node has ended */
  constructor(read: (name: string) => Promise<string>) {
    this.#read = read;
  }

  async isListening(protocol: 'tcp' | 'udp', port: number): Promise<boolean> {
    const tables = await Promise.all([this.#read(protocol), this.#read(`${protocol}6`)]);
    return tables.some((table) => listensOn(table, protocol, port));
  }

  async counters(): Promise<Readonly<Record<string, number>>> {
    const [netstat, snmp, snmp6] = await Promise.all([
      this.#read('netstat'),
      this.#read('snmp'),
      this.#read('snmp6'),
    ]);
    return {
      ...parsePairedCounters(netstat),
      ...parsePairedCounters(snmp),
      ...parseListedCounters(snmp6),
    };
  }
}
