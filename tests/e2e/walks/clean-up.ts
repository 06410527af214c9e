import { eventually } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { createConnectionPool } from '@lbaas/server/persistence';
import { call } from '../support/balancer.ts';
import { type Walk, checkTruth } from './truth.ts';
import { listed } from './truth-api.ts';

/** Deletes everything; nothing may be left. */
export async function cleanUp(walk: Walk): Promise<void> {
  const { lab, world } = walk;
  for (const { id } of world.agents.values())
    await call(lab, 'PUT', `/v2.0/agents/${id}`, { agent: { admin_state_up: true } });
  for (const agent of world.agents.values()) agent.enabled = true;
  for (const { name, ports } of world.projects) {
    for (const kind of ['vips', 'pools', 'health_monitors']) {
      const all = await listed(lab, `lb/${kind}?tenant_id=${name}`);
      await Promise.all(all.map(({ id }) => call(lab, 'DELETE', `/v2.0/lb/${kind}/${id}`)));
    }
    for (const { id } of ports.values()) await call(lab, 'DELETE', `/v2.0/ports/${id}`);
    await call(lab, 'DELETE', `/v2.0/quotas/${name}`);
  }
  for (const project of world.projects) {
    for (const map of [project.pools, project.vips, project.members, project.monitors, project.ports])
      map.clear();
  }
  for (const [n, web] of lab.webs.entries()) {
    await web.start();
    await web.control({ status: 200 });
    Object.assign(world.webs[n] ?? {}, { running: true, status: 200 });
  }
  await checkTruth(walk);
  await checkRows(lab);
}

const TABLES = [
  'devices',
  'placements',
  'load_balancers',
  'listeners',
  'pools',
  'members',
  'member_health',
  'health_monitors',
  'pool_health_monitors',
  'statistics',
  'address_holds',
  'ports',
  'ip_allocations',
  'quotas',
];

async function checkRows(lab: Lab): Promise<void> {
  const connections = createConnectionPool({
    url: lab.postgres.url.replace('/postgres?', '/lbaas?'),
    poolSize: 1,
  });
  try {
    await eventually(
      async () => {
        for (const table of TABLES) {
          const { rows } = await connections.query(`SELECT * FROM ${table}`);
          expect(rows, `rows of ${table}`).to.deep.equal([]);
        }
      },
      { withinMs: 60_000, everyMs: 200 },
    );
  } finally {
    await connections.end();
  }
}
