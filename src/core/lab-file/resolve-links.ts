import { unimpaired } from '../lab/impairment.ts';
import type { LinkEnd, LinkSpec } from '../lab/lab.ts';
import type { LinkAddressing } from '../plan/addresses.ts';
import { allocateAddresses, smallestIpv6Mtu } from '../plan/addresses.ts';
import type { Subnet } from '../plan/subnet.ts';
import type { CaseContext } from './case-context.ts';
import { refersTo } from './case-context.ts';
import { checkAddresses, checkOverlaps, parseSubnetText } from './link-addressing.ts';
import { impairmentText, resolveImpairment } from './resolve-impairment.ts';
import type { SourceNode } from './source-tree.ts';
import { child, isNull, keySpanAt, spanAt } from './source-tree.ts';
import type { Entity } from './validator.ts';

const defaultMtu = 1500;

/** What is wrong with a link's addresses is reported, and the address left out. */
export function resolveLinks(context: CaseContext): LinkSpec[] {
  const usable: { addressing: LinkAddressing; entity: Entity<unknown> }[] = [];
  for (const entity of context.links.values()) {
    const { name, value, node } = entity;
    checkDirections(context, entity, value?.ends ?? null);
    const given = child(node, 'ends');
    const count = given?.kind === 'list' ? given.items.length : 0;
    for (let index = 0; index < count; index += 1) {
      refersTo(context, 'node', context.nodes, entity, ['ends', index]);
    }
    if (value === null) {
      checkImpairments(context, entity);
      continue;
    }
    const seen = new Set<string>();
    for (const [index, end] of value.ends.entries()) {
      if (seen.has(end)) {
        const message = `ends: ${end} stands here twice: a link can't join a node to itself`;
        context.problems.error('bad-value', spanAt(node, ['ends', index]), message);
      }
      seen.add(end);
    }
    const mtu = value.mtu ?? defaultMtu;
    const subnet4 = parseSubnetText(context, entity, 'subnet', value.subnet);
    const subnet6 = parseSubnetText(context, entity, 'subnet6', value.subnet6);
    if (value.subnet6 !== undefined && mtu < smallestIpv6Mtu) {
      const message = `mtu: IPv6 needs an MTU of ${smallestIpv6Mtu} at least, and this link has a subnet6`;
      context.problems.error('address', spanAt(node, ['mtu']), message);
    }
    const addressing: LinkAddressing = {
      name,
      ends: [...seen],
      mtu,
      subnet4,
      subnet6,
      addresses: checkAddresses(context, entity, value.addresses ?? {}, seen, subnet4, subnet6),
    };
    usable.push({ addressing, entity });
  }
  checkOverlaps(context, usable);
  const allocated = allocateAddresses(usable.map(({ addressing }) => addressing));
  return usable.map(({ addressing: { name, mtu, subnet4, subnet6 }, entity }): LinkSpec => {
    const ends = (allocated.get(name) ?? []).map((end): LinkEnd => {
      checkCapacity(context, entity, end, mtu, subnet4, subnet6);
      const text = impairmentText(context.linkLayers, name, end.node);
      const impairment = resolveImpairment(context, text, entity.at) ?? unimpaired;
      if (text !== undefined && !changesLater(context, name)) warnOfNoEffect(context, text, entity);
      return { ...end, impairment };
    });
    return { name, ends, mtu };
  });
}

/** The nodes that `from` names are ends, in every layer. */
function checkDirections(
  context: CaseContext,
  entity: Entity<unknown>,
  ends: readonly string[] | null,
): void {
  for (const layer of context.linkLayers) {
    const link = child(layer, entity.name);
    for (const key of ['impair', 'from'] as const) {
      const node = child(link, key);
      if (node !== undefined && node.kind !== 'map' && !isNull(node)) {
        context.problems.error('wrong-type', node.span, `${key}: expected a map`);
      }
    }
    const from = child(link, 'from');
    if (from?.kind !== 'map') continue;
    for (const [name, { key, value }] of from.entries) {
      if (value.kind !== 'map' && !isNull(value)) {
        context.problems.error('wrong-type', value.span, `${name}: expected a map of impairments`);
      }
      if (ends === null || ends.includes(name)) continue;
      context.problems.error('unknown-name', key, `${JSON.stringify(name)} is no end of ${entity.name}`, {
        hint: `its ends are ${ends.join(', ')}`,
      });
    }
  }
}

function changesLater(context: CaseContext, link: string): boolean {
  return context.timeline.some(
    ({ value }) => value === null || (value.link === link && value.set !== undefined),
  );
}

/** Keys that do nothing without another. */
function warnOfNoEffect(context: CaseContext, text: SourceNode, entity: Entity<unknown>): void {
  const has = (key: string) => child(text, key) !== undefined;
  if (has('queue') && !has('rate') && !has('trace')) {
    const message = `queue: nothing ever waits on ${entity.name}, which has neither rate nor trace`;
    context.problems.warning('no-effect', keySpanAt(text, ['queue']), message);
  }
  if (has('distribution') && !has('jitter')) {
    context.problems.warning(
      'no-effect',
      keySpanAt(text, ['distribution']),
      'distribution: there is no jitter',
    );
  }
}

/** Of a link that is wrong otherwise. */
function checkImpairments(context: CaseContext, entity: Entity<unknown>): void {
  const names = new Set(['']);
  for (const layer of context.linkLayers) {
    const from = child(child(layer, entity.name), 'from');
    if (from?.kind === 'map') for (const name of from.entries.keys()) names.add(name);
  }
  for (const name of names) {
    resolveImpairment(context, impairmentText(context.linkLayers, entity.name, name), entity.at);
  }
}

function checkCapacity(
  context: CaseContext,
  entity: Entity<unknown>,
  end: Pick<LinkEnd, 'node' | 'ipv4' | 'ipv6'>,
  mtu: number,
  subnet4: Subnet | null,
  subnet6: Subnet | null,
): void {
  const full = end.ipv4 === null ? 'subnet' : end.ipv6 === null && mtu >= smallestIpv6Mtu ? 'subnet6' : null;
  if (full === null) return;
  const given = (full === 'subnet' ? subnet4 : subnet6) !== null;
  context.problems.error(
    'address',
    given ? spanAt(entity.node, [full]) : entity.at,
    `${full}: there is no address left in it for ${end.node}`,
    { hint: full === 'subnet' ? 'a wider one, such as 10.1.0.0/16' : 'a wider one, such as fd01::/64' },
  );
}
