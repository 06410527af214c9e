import { eventually } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { call } from '../support/balancer.ts';
import type { World } from './model.ts';
import { checkApi } from './truth-api.ts';
import { checkHosts } from './truth-hosts.ts';
import { checkSilent, checkVip } from './truth-traffic.ts';

/** Two projects that walk through one laboratory, and what they have done to it. */
export interface Walk {
  readonly lab: Lab;
  readonly world: World;
  readonly log: (line: string) => void;
}

/** Nothing may be pending for longer. */
const SETTLE_MS = 90_000;

/** When everything is settled: API, answers of the VIPs and hosts match the model. */
export async function checkTruth({ lab, world, log }: Walk): Promise<void> {
  const begin = performance.now();
  const hosts = await eventually(() => checkApi(lab, world), { withinMs: SETTLE_MS, everyMs: 100 });
  log(`settled in ${Math.round(performance.now() - begin)} ms`);
  const vips = world.projects.flatMap((project) =>
    [...project.vips.values()].map((vip) => ({ project, vip })),
  );
  const isServed = (poolId: string): boolean => world.agents.get(hosts.get(poolId) ?? '')?.enabled === true;
  await Promise.all(
    vips.map(({ project, vip }) => checkVip(lab, world, project, vip, isServed(vip.pool_id))),
  );
  const held = new Set(vips.map(({ vip }) => vip.address));
  const addresses = world.projects.flatMap((project) => [...project.addresses[4], ...project.addresses[6]]);
  await Promise.all(addresses.filter((each) => !held.has(each)).map((each) => checkSilent(lab, each)));
  await checkHosts(lab, world, hosts);
  await checkStats(lab, world);
  await eventually(() => checkApi(lab, world), { withinMs: SETTLE_MS, everyMs: 100 });
  log(`true after ${Math.round(performance.now() - begin)} ms`);
}

/** Counters never exceed the requests that were sent. */
async function checkStats(lab: Lab, world: World): Promise<void> {
  for (const id of world.projects.flatMap(({ pools }) => [...pools.keys()])) {
    const stats = (await call(lab, 'GET', `/v2.0/lb/pools/${id}/stats`)) as unknown as Record<string, number>;
    expect(stats['total_connections'], `stats of ${id}`).to.be.at.most(world.connections.get(id) ?? 0);
  }
}
