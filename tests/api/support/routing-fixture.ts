import { expect } from 'chai';
import { type Answer, type Client, type Fields, type Thing, created } from './lbaas-v1-client.ts';
import { type LbaasApi, newNetwork } from './lbaas-v1-fixture.ts';

/** An id that nothing has. */
export const NOWHERE = '00000000-0000-4000-8000-000000000000';

/** The driver of the agents that take routers. */
export const ROUTER_DRIVERS = ['haproxy_ns', 'router_ns'];

export interface Gateway {
  readonly network_id: string;
  readonly enable_snat: boolean;
  readonly external_fixed_ips: readonly { readonly subnet_id: string; readonly ip_address: string }[];
}

export const gatewayOf = (router: Thing): Gateway | null => router['external_gateway_info'] as Gateway | null;

let networks = 0;

/** An external network of the admin's with addresses of its own. */
export async function newOffice(api: LbaasApi, fields: Fields = {}): Promise<Thing> {
  const office = await newNetwork(api.admin, { 'router:external': true, ...fields });
  const cidr = `192.168.${(networks += 1)}.0/24`;
  const subnet = { network_id: office.id, ip_version: 4, cidr };
  created(await api.admin.post('/subnets', { subnet }));
  return office;
}

/** A network of a project, and its subnet, which no other one overlaps. */
export async function newInside(client: Client, fields: Fields = {}): Promise<Thing> {
  const network = await newNetwork(client);
  const cidr = `10.${(networks += 1)}.0.0/24`;
  return created(
    await client.post('/subnets', { subnet: { network_id: network.id, ip_version: 4, cidr, ...fields } }),
  );
}

export const newRouter = async (client: Client, fields: Fields = {}): Promise<Thing> =>
  created(await client.post('/routers', { router: fields }));

export const newFloatingIp = async (client: Client, fields: Fields): Promise<Thing> =>
  created(await client.post('/floatingips', { floatingip: fields }));

export const newPortOn = async (client: Client, subnet: Thing, fields: Fields = {}): Promise<Thing> =>
  created(
    await client.post('/ports', {
      port: { network_id: subnet['network_id'], fixed_ips: [{ subnet_id: subnet.id }], ...fields },
    }),
  );

export const addInterface = (client: Client, router: Thing, body: Fields): Promise<Answer> =>
  client.put(`/routers/${router.id}/add_router_interface`, body);

export const removeInterface = (client: Client, router: Thing, body: Fields): Promise<Answer> =>
  client.put(`/routers/${router.id}/remove_router_interface`, body);

/** An interface of a router, as the answer shows it. */
export interface Interface {
  readonly id: string;
  readonly tenant_id: string;
  readonly subnet_id: string;
  readonly port_id: string;
}

/** The answer has no wrapper. */
export function interfaceIn(answer: Answer): Interface {
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  return answer.body as unknown as Interface;
}

/** A router between the office and a subnet inside. */
export interface RoutedWorld {
  readonly office: Thing;
  readonly inside: Thing;
  readonly router: Thing;
  readonly interfacePortId: string;
}

export async function newRoutedWorld(api: LbaasApi, client = api.one): Promise<RoutedWorld> {
  const office = await newOffice(api);
  const inside = await newInside(client);
  const router = await newRouter(client, { external_gateway_info: { network_id: office.id } });
  const added = interfaceIn(await addInterface(client, router, { subnet_id: inside.id }));
  return { office, inside, router, interfacePortId: added.port_id };
}
