import { type HostPlan, planHosts } from '../fabric/address-plan.ts';

/** Of the example, which is a client too: the next one after that of `client`. */
const EXAMPLE_ADDRESS = '192.168.10.227';

/** The hosts of docker-compose.yml that are not agents: those of a routed lab, and the one that makes the example. */
export function stackHosts(): HostPlan[] {
  const hosts = planHosts({ agents: 0, webs: 2, networks: 'routed' }).filter(
    ({ kind }) => kind !== 'control',
  );
  const clients = hosts.filter(({ kind }) => kind === 'client');
  return [...hosts, ...clients.map((client) => ({ ...client, name: 'example', ipv4: EXAMPLE_ADDRESS }))];
}
