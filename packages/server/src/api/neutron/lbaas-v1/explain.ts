import type { Call, CallDefinition } from '../../http/call.ts';
import { type ExplainOptions, type ExplainedThing, explainDevice } from '../explain/explain-device.ts';
import { EXPLAINED_POOL } from '../explain/explain-schema.ts';
import { type ExplainedObject, explainSql } from '../explain/explain-sql.ts';

/** Only the pool's own addresses: who has them until now may be another project. */
const VIP_ADDRESSES = `
SELECT coalesce(json_agg(host(ia.ip_address) ORDER BY ia.ip_address), '[]')
FROM load_balancers lb JOIN ip_allocations ia ON ia.port_id = lb.vip_port_id WHERE lb.id = d.id`;

export const POOL: ExplainedThing = {
  sql: explainSql({
    from: 'pools p',
    id: 'p.id',
    projectId: 'p.project_id',
    deviceId: 'p.load_balancer_id',
    awaitedAddresses: VIP_ADDRESSES,
  }),
  notFound: 'PoolNotFound',
  nothingRuns: 'nothing runs: the agent is sent a pool when it gets its first VIP',
  notPlaced: 'the pool is not placed on an agent',
};

/** GET /lb/pools/{id}/explain: why the pool is as it is, from the database and from the agent itself. */
export const explainCall = (options: ExplainOptions): CallDefinition => ({
  method: 'GET',
  path: '/lb/pools/:id/explain',
  docs: { summary: 'Explain why a pool is as it is', tag: 'lb', answer: EXPLAINED_POOL },
  run: (call) => explain(options, call),
});

/** What the agent says now of the members beside what is known of them. */
async function explain(options: ExplainOptions, call: Call): Promise<unknown> {
  const { stored, objects, agent, members } = await explainDevice(options, POOL, call);
  const checks = new Map(members.map(({ member_id, check }) => [member_id, check]));
  const known = objects.filter(({ type }) => type === 'member').map(healthOf);
  const seen = known.map((member) => ({ ...member, check: checks.get(member.id) ?? member.check }));
  return { explain: { pool_id: call.params['id'], ...stored, members: seen, agent } };
}

const healthOf = ({ id, address, protocol_port, health, ...member }: ExplainedObject) => ({
  id,
  address,
  protocol_port,
  health: health ?? null,
  check: member.health_check,
  changed_at: member.health_changed_at,
});
