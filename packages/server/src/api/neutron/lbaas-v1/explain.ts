import type { Status } from '@lbaas/common/domain';
import type { UnitOfWork } from '../../../persistence/index.ts';
import { apiError } from '../../../usecases/errors.ts';
import { type AskedAgent, type InspectDevice, askAgent } from '../../../usecases/balancing/ask-agent.ts';
import type { Call, CallDefinition } from '../../http/call.ts';
import { isUuid } from '../../resource/validators.ts';
import { describedStatus } from '../../../devices/device-facts.ts';
import type { Liveness } from '../../../devices/index.ts';
import { EXPLAIN_SCHEMA } from './explain-schema.ts';
import { EXPLAIN_POOL, type ExplainRow, type ExplainedObject } from './explain-sql.ts';
import { statusSince } from './status-since.ts';

export interface ExplainOptions extends Liveness {
  readonly unitOfWork: UnitOfWork;
  readonly inspectDevice: InspectDevice;
}

/** GET /lb/pools/{id}/explain: why the pool is as it is, from the database and from the agent itself. */
export const explainCall = (options: ExplainOptions): CallDefinition => ({
  method: 'GET',
  path: '/lb/pools/:id/explain',
  docs: { summary: 'Explain why a pool is as it is', tag: 'lb', answer: EXPLAIN_SCHEMA },
  run: (call) => explain(options, call),
});

/** The agent is asked after the connection to the database is given back. */
async function explain(options: ExplainOptions, { context, params }: Call): Promise<unknown> {
  const id = params['id'] ?? '';
  if (!isUuid(id)) throw apiError('PoolNotFound', { id });
  const { isAdmin, projectId } = context;
  const [row] = await options.unitOfWork.statements((tx) =>
    tx.query<ExplainRow>(EXPLAIN_POOL, [id, isAdmin, projectId, options.agentDownAfterMs]),
  );
  if (row === undefined) throw apiError('PoolNotFound', { id });
  const host = row.placement?.agent_host ?? null;
  const asked = await askAgent(options.inspectDevice, host, row.device_id);
  return { explain: { pool_id: id, ...stored(row, options), ...live(row, asked) } };
}

const NOTHING_RUNS = 'nothing runs: the agent is sent a pool when it gets its first VIP';

/** What the agent says now, of the members beside what is known of them. */
function live(row: ExplainRow, { answer, members }: AskedAgent) {
  const isUnknown = answer.reachable && answer.device === null;
  const checks = new Map(members.map(({ member_id, check }) => [member_id, check]));
  const known = row.objects.filter(({ type }) => type === 'member').map(healthOf);
  return {
    members: known.map((member) => ({ ...member, check: checks.get(member.id) ?? member.check })),
    agent: isUnknown && row.isIdle ? { ...answer, reason: NOTHING_RUNS } : answer,
  };
}

/** What the database knows. */
function stored(row: ExplainRow, liveness: Liveness) {
  const { device_id: id, generation, realized_generation, changed_at } = row;
  return {
    device: { id, generation, realized_generation, changed_at },
    placement: row.placement,
    leaving: row.leaving,
    waiting: {
      placement_reason: row.placement === null ? row.placement_reason : null,
      dispatch_reason: row.dispatch_reason,
      awaited_addresses: row.awaited_addresses,
    },
    objects: row.objects.map((object) => explained(object, row, liveness)),
  };
}

function explained(object: ExplainedObject, row: ExplainRow, liveness: Liveness) {
  const { type, id, name, admin_state_up, created, changed, health, health_check, unserved } = object;
  const facts = {
    adminStateUp: admin_state_up,
    createdGeneration: created,
    changedGeneration: changed,
  };
  const incident = type === 'vip' || type === 'pool' ? row.facts.incident : null;
  const device = { ...row.facts, incident, health: health ?? null, health_check, unserved };
  const described = describedStatus(facts, device, liveness);
  return {
    type,
    id,
    name,
    ...described,
    since: sinceWhen(described.status, object, row),
    created_generation: created,
    changed_generation: changed,
  };
}

function sinceWhen(status: Status, object: ExplainedObject, row: ExplainRow): string {
  const { changed, changed_at, health_changed_at } = object;
  return statusSince(
    status,
    { ...row.times, changed_at, health_changed_at },
    {
      agentAdminStateUp: row.facts.agent_admin_state_up ?? true,
      isNew: changed > row.realized_generation,
    },
  );
}

const healthOf = ({ id, address, protocol_port, health, ...member }: ExplainedObject) => ({
  id,
  address,
  protocol_port,
  health: health ?? null,
  check: member.health_check,
  changed_at: member.health_changed_at,
});
