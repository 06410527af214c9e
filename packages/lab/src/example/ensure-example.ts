import { eventually } from '@lbaas/common/runtime';
import {
  type Created,
  type ExampleApi,
  type ExampleCalls,
  callsOf,
  waitUntilActive,
} from './example-calls.ts';
import { EXAMPLE_PORT, exampleObjects as objects } from './example-objects.ts';

const READY_DEADLINE_MS = 120_000;

/** Where the example is made. */
export interface StackSite {
  /** Addresses of the web back ends. */
  readonly members: readonly string[];
  /** One request of a client on the data network. @throws Error when it is not answered with 200 */
  readonly request: (url: string) => Promise<void>;
}

/**
 * Makes the example of a flat laboratory on other hosts, and waits until it serves a client. What is there already is
 * kept, so it can be repeated. @returns its URL
 */
export async function ensureExample(site: StackSite, api: ExampleApi): Promise<string> {
  const tenant = callsOf(api.url, api.member);
  const subnet = await ensureNetwork(callsOf(api.url, api.admin));
  const pool = await ensure(tenant, 'lb/pools', { name: 'tomcat_lb' }, () => objects.pool(subnet.id));
  const members: string[] = [];
  for (const address of site.members) {
    const same = { pool_id: pool.id, address };
    members.push((await ensure(tenant, 'lb/members', same, () => objects.member(pool.id, address))).id);
  }
  const vip = await ensure(tenant, 'lb/vips', { pool_id: pool.id }, () => objects.vip(pool.id, subnet.id));
  if (pool.health_monitors?.[0] === undefined) await createMonitor(tenant, pool.id);
  const shown = [`pools/${pool.id}`, `vips/${vip.id}`, ...members.map((id) => `members/${id}`)];
  await waitUntilActive(
    tenant,
    shown.map((path) => `lb/${path}`),
    READY_DEADLINE_MS,
  );
  const url = `http://${vip.address}:${EXAMPLE_PORT}/`;
  await eventually(() => site.request(url), { withinMs: READY_DEADLINE_MS });
  return url;
}

/** The object that has these values; made when there is none. @throws Error when the API refuses it */
const ensure = async (
  { find, create }: ExampleCalls,
  collection: string,
  values: Readonly<Record<string, string>>,
  body: () => object,
): Promise<Created> => (await find(collection, values)) ?? create(collection, body());

/** @returns its subnet */
async function ensureNetwork(admin: ExampleCalls): Promise<Created> {
  const network = await ensure(admin, 'networks', { name: 'lb-net' }, objects.network);
  return ensure(admin, 'subnets', { network_id: network.id }, () => objects.subnet(network.id));
}

async function createMonitor({ create }: ExampleCalls, poolId: string): Promise<void> {
  const { id } = await create('lb/health_monitors', objects.healthMonitor());
  await create(`lb/pools/${poolId}/health_monitors`, objects.association(id));
}
