/** What `wirelab up` says: what is up and how to enter it, then what happens, a plain line each. */

import type { FaultFired, RunEvent, RunEventBody } from '../core/event/event.ts';
import { describeImpairment } from '../core/lab/describe-impairment.ts';
import type { Lab, LinkSpec, ResolvedCase } from '../core/lab/lab.ts';
import { safeLine } from '../core/text/safe-text.ts';
import { eventLine, faultName } from '../report/plain-lines.ts';
import { QuotedOutput } from '../report/quoted-output.ts';
import type { Backends } from './select-backends.ts';

/** Of each fault rule, so many packets have lines of their own. */
const shownFaults = 20;

export class UpLines {
  readonly #write: (line: string) => void;
  readonly #output = new QuotedOutput();
  readonly #faults = new Map<string, number>();
  readonly #startedAtMs = performance.now();

  constructor(write: (text: string) => unknown) {
    this.#write = (line) => void write(`${safeLine(line).trimEnd()}\n`);
  }

  onEvent(body: RunEventBody): void {
    const event: RunEvent = { at: (performance.now() - this.#startedAtMs) / 1000, ...body };
    switch (event.type) {
      case 'clock-started':
        return;
      case 'program-output':
        this.#timed(event.at, this.#output.add(event));
        return;
      case 'program-ended':
        this.#timed(event.at, this.#output.flush(event.program));
        this.#timed(event.at, [programEnded(event)]);
        return;
      case 'fault-fired':
        this.#fault(event);
        return;
      default: {
        const line = eventLine(event);
        if (line !== null) this.#timed(event.at, [line]);
      }
    }
  }

  /** @param enter the command that enters a node */
  ready(lab: Lab, resolved: ResolvedCase, backends: Backends, enter: (node: string) => string): void {
    const { runtime, emulator } = backends;
    this.#write(
      `${lab.name} is up: case ${resolved.name}, seed ${lab.seed}, ${runtime.name} runtime, ${emulator.name} emulator`,
    );
    const rows = resolved.nodes.map(({ name }) => [name, addressesOf(name, resolved.links), enter(name)]);
    const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
    for (const [name = '', addresses = '', command = ''] of rows)
      this.#write(`  ${name.padEnd(width(0))}  ${addresses.padEnd(width(1))}  ${command}`);
    for (const { name, ends } of resolved.links) {
      for (const { node, impairment } of ends)
        this.#write(`  link ${name} from ${node}: ${describeImpairment(impairment)}`);
    }
    this.#write(`\`wirelab down ${lab.name}\`${process.stdin.isTTY ? ', or Ctrl-C here,' : ''} ends it.`);
  }

  say(line: string): void {
    this.#write(line);
  }

  #fault(event: FaultFired & { readonly at: number }): void {
    const name = faultName(event);
    const count = (this.#faults.get(name) ?? 0) + 1;
    this.#faults.set(name, count);
    if (count <= shownFaults) this.#timed(event.at, [eventLine(event) ?? name]);
    else if (count === shownFaults + 1) this.#timed(event.at, [`${name}: from here on without a line each`]);
  }

  #timed(at: number, lines: readonly string[]): void {
    for (const line of lines) this.#write(`${at.toFixed(3).padStart(9)}  ${line}`);
  }
}

/** Hands-on a service that ends is news, however it ends. */
function programEnded(event: Extract<RunEvent, { type: 'program-ended' }>): string {
  const how =
    event.signal === null ? `exited with ${event.exitCode ?? 'no status'}` : `ended by ${event.signal}`;
  return eventLine(event) ?? `program ${event.program} ${event.stopped ? 'was stopped' : how}`;
}

function addressesOf(node: string, links: readonly LinkSpec[]): string {
  return links
    .flatMap(({ ends }) => ends)
    .filter((end) => end.node === node)
    .flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6].flatMap((each) => (each === null ? [] : [each.address])))
    .join(' ');
}
