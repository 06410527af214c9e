import type { Found } from '../api/search.ts';

/** Where a found object is shown. */
export function addressOf({ type, id, loadbalancer_id: owner }: Found): string {
  if (type === 'loadbalancer') return `/load-balancers/${id}`;
  if (owner) return `/load-balancers/${owner}`;
  return `/${PLACES[type]}/${id}`;
}

const PLACES: Readonly<Record<Exclude<Found['type'], 'loadbalancer'>, string>> = {
  pool: 'pools',
  vip: 'vips',
  member: 'members',
  health_monitor: 'monitors',
  network: 'networks',
  subnet: 'networks/subnets',
  port: 'networks/ports',
  router: 'networks/routers',
  floatingip: 'networks/floating-ips',
  agent: 'operating/agents',
};
