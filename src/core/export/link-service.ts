import type { NodePlan } from '../plan/plan.ts';
import { netemLine } from './netem-line.ts';

/** Each argument is one line; the kernel decides which device of a node has which name, so addresses do. */
const script = `failed=0
for line; do
  set -- $line
  case $1 in
    route) ip route replace "$2" via "$3" || failed=1 ;;
    impair)
      address=$2
      shift 2
      device=$(ip -o addr show to "$address" | awk '{print $2}')
      tc qdisc replace dev "$device" root netem "$@" || failed=1 ;;
  esac
done
exit $failed
`;

/** A container beside the node, in its network namespace, that sets what only NET_ADMIN may; null: nothing to set. */
export function linkService({ spec, interfaces, routes }: NodePlan): object | null {
  const lines = [
    ...routes.map(({ destination, via }) => `route ${destination} ${via}`),
    ...interfaces.flatMap(({ ipv4, ipv6, impairment }) => {
      const address = (ipv4 ?? ipv6)?.address;
      const { options } = netemLine(impairment);
      return address === undefined || options.length === 0 ? [] : [`impair ${address} ${options.join(' ')}`];
    }),
  ];
  if (lines.length === 0) return null;
  return {
    image: 'wirelab/tools',
    network_mode: `service:${spec.name}`,
    depends_on: [spec.name],
    cap_drop: ['ALL'],
    cap_add: ['NET_ADMIN'],
    command: ['sh', '-c', script, 'links', ...lines],
  };
}
