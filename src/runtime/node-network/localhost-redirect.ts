/** `localhost:` as nft(8) rules: what goes to the loopback addresses reaches another node. */

import type { NodePlan } from '../../core/plan/plan.ts';

export function redirectRules(localhost: NonNullable<NodePlan['localhost']>): string {
  const families = [
    { family: 'ip', loopback: '127.0.0.1', range: '127.0.0.0/8', target: localhost.ipv4 },
    { family: 'ip6', loopback: '::1', range: '::1', target: localhost.ipv6 },
  ];
  return families
    .flatMap(({ family, loopback, range, target }) =>
      target === null
        ? []
        : [
            `table ${family} wirelab {`,
            '  chain out { type nat hook output priority -100;',
            `    ${family} daddr ${loopback} meta l4proto { tcp, udp } dnat to ${target}`,
            '  }',
            '  chain leave { type nat hook postrouting priority 100;',
            `    ${family} saddr ${range} oif != "lo" masquerade`,
            '  }',
            '}',
          ],
    )
    .join('\n');
}
