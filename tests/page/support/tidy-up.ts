import { call, list } from '../../e2e/support/balancer.ts';
import type { PageWorld } from './page-world.ts';

const UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g;

/** Leaves the example alone, as it was: deletes everything else, in the order that the API requires. */
export async function tidyUp({ lab, example }: PageWorld): Promise<void> {
  const kept = new Set(JSON.stringify(example).match(UUID));
  const others = async (path: string) => (await list(lab, `/v2.0/${path}`)).filter(({ id }) => !kept.has(id));
  const remove = async (path: string): Promise<void> => {
    for (const { id } of await others(path)) await call(lab, 'DELETE', `/v2.0/${path}/${id}`);
  };
  for (const path of ['floatingips', 'lb/vips', 'lb/pools', 'lb/health_monitors']) await remove(path);
  for (const { id } of await others('routers')) {
    await call(lab, 'PUT', `/v2.0/routers/${id}`, { router: { external_gateway_info: null } });
    for (const port of await list(lab, `/v2.0/ports?device_id=${id}&device_owner=network:router_interface`))
      await call(lab, 'PUT', `/v2.0/routers/${id}/remove_router_interface`, { port_id: port.id });
    await call(lab, 'DELETE', `/v2.0/routers/${id}`);
  }
  for (const { id, device_owner: owner } of await others('ports'))
    if (owner === '') await call(lab, 'DELETE', `/v2.0/ports/${id}`);
  for (const path of ['subnets', 'networks']) await remove(path);
  for (const id of example.members) {
    const { weight, admin_state_up: isUp } = await call(lab, 'GET', `/v2.0/lb/members/${id}`);
    if (weight !== 1 || isUp !== true)
      await call(lab, 'PUT', `/v2.0/lb/members/${id}`, { member: { weight: 1, admin_state_up: true } });
  }
}
