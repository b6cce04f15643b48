import { EnvironmentError } from '../../../core/environment-error.ts';
import { freeSubnet } from '../../../core/plan/internet-subnet.ts';
import { formatAddress, parseSubnet, type Subnet } from '../../../core/plan/subnet.ts';
import type { EngineClient } from './client.ts';
import type { EngineNetwork } from './engine.ts';
import { statusOf } from './failure.ts';
import { removeNetwork } from './owned-objects.ts';

export const poolVariable = 'WIRELAB_INTERNET_POOL';
const defaultPool = '172.30.0.0/16';
const subnetPrefixLength = 24;

/**
 * A network of its own, with a way out, whose subnet is in nobody's way.
 * @param avoid what is routed where the engine is, and the lab's own subnets
 */
export async function createInternetNetwork(
  client: EngineClient,
  runId: string,
  labels: Readonly<Record<string, string>>,
  avoid: readonly Subnet[],
  poolText: string = process.env[poolVariable] || defaultPool,
): Promise<EngineNetwork> {
  const pool = parseSubnet(poolText);
  if (pool === null || pool.version !== 4 || pool.prefixLength > subnetPrefixLength) {
    throw new EnvironmentError(
      `${poolVariable} is ${JSON.stringify(poolText)}, which is no pool of subnets`,
      {
        remedy: `give an IPv4 network of a /${subnetPrefixLength} or larger, such as ${defaultPool}`,
      },
    );
  }
  const networks = await client.ask('list networks', (docker) => docker.listNetworks());
  const taken = [...avoid, ...networks.flatMap((network) => subnetsOf(network.IPAM?.Config ?? []))];
  for (;;) {
    const subnet = freeSubnet(pool, subnetPrefixLength, taken);
    if (subnet === null) {
      throw new EnvironmentError(
        `no subnet is free in ${poolText} for the network by which nodes reach the internet`,
        { remedy: `run \`wirelab clean\`, or set ${poolVariable} to a network that is free here` },
      );
    }
    const text = `${formatAddress(4, subnet.network)}/${subnet.prefixLength}`;
    const gateway = formatAddress(4, subnet.network + 1n);
    try {
      const { id } = await client.docker.createNetwork({
        Name: `wirelab-${runId}-internet`,
        Driver: 'bridge',
        CheckDuplicate: true,
        Labels: { ...labels },
        IPAM: { Driver: 'default', Config: [{ Subnet: text, Gateway: gateway }] },
        // Nodes meet on links, and nowhere else.
        Options: { 'com.docker.network.bridge.enable_icc': 'false' },
      });
      return { id, subnet: text, gateway, remove: () => removeNetwork(client, id) };
    } catch (error) {
      // Another run was first.
      if (statusOf(error) === null || !/overlap|already (used|being used)|in use/i.test(String(error))) {
        await client.ask('create a network', () => Promise.reject(error));
      }
      taken.push(subnet);
    }
  }
}

function subnetsOf(configurations: readonly { readonly Subnet?: string | undefined }[]): Subnet[] {
  return configurations.flatMap(({ Subnet: text }) => parseSubnet(text ?? '') ?? []);
}
