/** Classic BPF programs that look at whole frames, from the Ethernet header on (tc-bpf(8)). */

const loadHalf = 0x28;
const loadByte = 0x30;
const loadLength = 0x80;
const jumpIfEqual = 0x15;
const jumpIfGreater = 0x25;
const jumpIfAtLeast = 0x35;
const give = 0x06;
const matches = 0xffff_ffff;

const EtherType = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd };
const NextHeader = { igmp: 2, icmpv6: 58, hopByHop: 0 };

type Label = 'ipv6' | 'type' | 'behind';
type Target = 'yes' | 'no' | Label;
type Instruction =
  | { readonly load: number; readonly at: number; readonly label?: Label }
  | {
      readonly jump: number;
      readonly value: number;
      readonly hit?: Target;
      readonly miss?: Target;
      readonly label?: Label;
    };

/** Frames longer than the link's MTU allows: several segments in one, which no wire carries. */
export function longerThan(frameBytes: number): string {
  return assemble([
    { load: loadLength, at: 0 },
    { jump: jumpIfGreater, value: frameBytes, hit: 'yes', miss: 'no' },
  ]);
}

/**
 * ARP, IGMP, and ICMPv6's neighbour, router and listener discovery (also behind a hop-by-hop header of 8
 * bytes, as listeners' reports have one): what the kernel sends of its own accord.
 */
export function housekeeping(): string {
  const icmpType = (label: Label, at: number): Instruction[] => [
    { load: loadByte, at, label },
    { jump: jumpIfEqual, value: 143, hit: 'yes' },
    { jump: jumpIfGreater, value: 137, hit: 'no' },
    { jump: jumpIfAtLeast, value: 133, hit: 'yes' },
    { jump: jumpIfGreater, value: 132, hit: 'no' },
    { jump: jumpIfAtLeast, value: 130, hit: 'yes', miss: 'no' },
  ];
  return assemble([
    { load: loadHalf, at: 12 },
    { jump: jumpIfEqual, value: EtherType.arp, hit: 'yes' },
    { jump: jumpIfEqual, value: EtherType.ipv6, hit: 'ipv6' },
    { jump: jumpIfEqual, value: EtherType.ipv4, miss: 'no' },
    { load: loadByte, at: 23 },
    { jump: jumpIfEqual, value: NextHeader.igmp, hit: 'yes', miss: 'no' },
    { load: loadByte, at: 20, label: 'ipv6' },
    { jump: jumpIfEqual, value: NextHeader.icmpv6, hit: 'type' },
    { jump: jumpIfEqual, value: NextHeader.hopByHop, miss: 'no' },
    { load: loadByte, at: 54 },
    { jump: jumpIfEqual, value: NextHeader.icmpv6, miss: 'no' },
    { load: loadByte, at: 55 },
    { jump: jumpIfEqual, value: 0, miss: 'no' },
    ...icmpType('behind', 62),
    ...icmpType('type', 54),
  ]);
}

/** The argument of `bpf bytecode`. Jumps are forward and relative; one without a target goes on. */
function assemble(program: readonly Instruction[]): string {
  const targets = new Map<Target, number>([
    ['yes', program.length],
    ['no', program.length + 1],
  ]);
  for (const [index, { label }] of program.entries()) if (label !== undefined) targets.set(label, index);
  const distance = (from: number, target: Target | undefined) =>
    target === undefined ? 0 : (targets.get(target) ?? 0) - from - 1;
  const lines = program.map((instruction, index) =>
    'load' in instruction
      ? `${instruction.load} 0 0 ${instruction.at}`
      : `${instruction.jump} ${distance(index, instruction.hit)} ${distance(index, instruction.miss)} ${instruction.value}`,
  );
  const all = [...lines, `${give} 0 0 ${matches}`, `${give} 0 0 0`];
  return [all.length, ...all].join(',');
}
