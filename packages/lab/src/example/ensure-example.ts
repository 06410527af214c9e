import { eventually } from '@lbaas/common/runtime';
import { type ExampleApi, type ExampleObject, findOrCreate, readObject } from './example-api.ts';
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
  const subnet = await createNetwork(api);
  const pool = await findOrCreate(api, 'lb/pools', { name: 'tomcat_lb' }, () => objects.pool(subnet.id));
  const members: string[] = [];
  for (const address of site.members) {
    const same = { pool_id: pool.id, address };
    members.push((await findOrCreate(api, 'lb/members', same, () => objects.member(pool.id, address))).id);
  }
  const vip = await findOrCreate(api, 'lb/vips', { pool_id: pool.id }, () => objects.vip(pool.id, subnet.id));
  if (pool.health_monitors?.[0] === undefined) await createMonitor(api, pool.id);
  await waitUntilActive(api, [`pools/${pool.id}`, `vips/${vip.id}`, ...members.map((id) => `members/${id}`)]);
  const url = `http://${vip.address}:${EXAMPLE_PORT}/`;
  await eventually(() => site.request(url), { withinMs: READY_DEADLINE_MS });
  return url;
}

/** @returns its subnet */
async function createNetwork(api: ExampleApi): Promise<ExampleObject> {
  const admin = { ...api, member: api.admin };
  const network = await findOrCreate(admin, 'networks', { name: 'lb-net' }, objects.network);
  const same = { network_id: network.id };
  return findOrCreate(admin, 'subnets', same, () => objects.subnet(network.id));
}

async function createMonitor(api: ExampleApi, poolId: string): Promise<void> {
  const { id } = await findOrCreate(api, 'lb/health_monitors', undefined, objects.healthMonitor);
  const path = `lb/pools/${poolId}/health_monitors`;
  await findOrCreate(api, path, undefined, () => objects.association(id));
}

async function waitUntilActive(api: ExampleApi, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await eventually(
      async () => {
        const object = await readObject(api, `lb/${path}`);
        if (object?.status === 'ACTIVE') return;
        throw new Error(`${path} is ${object?.status}: ${object?.status_description ?? 'no reason given'}`);
      },
      { withinMs: READY_DEADLINE_MS },
    );
  }
}
