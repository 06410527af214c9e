import type { Status } from '@lbaas/common/domain';
import type { UnitOfWork } from '../../../persistence/index.ts';
import { apiError } from '../../../usecases/errors.ts';
import { type AskedAgent, type InspectDevice, askAgent } from '../../../usecases/ask-agent.ts';
import type { Call } from '../../http/call.ts';
import { isUuid } from '../../resource/validators.ts';
import { describedStatus } from '../../../devices/device-facts.ts';
import type { Liveness } from '../../../devices/index.ts';
import { type ExplainRow, type ExplainedObject } from './explain-sql.ts';
import { statusSince } from './status-since.ts';

export interface ExplainOptions extends Liveness {
  readonly unitOfWork: UnitOfWork;
  readonly inspectDevice: InspectDevice;
}

/** A kind of object that can be explained. */
export interface ExplainedThing {
  /** As explainSql makes it. */
  readonly sql: string;
  readonly notFound: 'PoolNotFound' | 'RouterNotFound';
  /** Why the agent has nothing of it, where it was sent nothing. */
  readonly nothingRuns: string;
  /** Why no agent is asked. */
  readonly notPlaced: string;
}

/** What the database and the agent say of a device. */
export interface Explained {
  readonly stored: ReturnType<typeof storedOf>;
  readonly objects: readonly ExplainedObject[];
  readonly agent: AskedAgent['answer'];
  readonly members: AskedAgent['members'];
  readonly namespace: AskedAgent['namespace'];
}

/**
 * Why a thing is as it is. The agent is asked after the connection to the database is given back.
 * @throws ApiError notFound
 */
export async function explainDevice(
  options: ExplainOptions,
  { sql, notFound, nothingRuns, notPlaced }: ExplainedThing,
  { context, params }: Pick<Call, 'context' | 'params'>,
): Promise<Explained> {
  const id = params['id'] ?? '';
  if (!isUuid(id)) throw apiError(notFound, { id });
  const { isAdmin, projectId } = context;
  const [row] = await options.unitOfWork.statements((tx) =>
    tx.query<ExplainRow>(sql, [id, isAdmin, projectId, options.agentDownAfterMs]),
  );
  if (row === undefined) throw apiError(notFound, { id });
  const host = row.placement?.agent_host;
  const asked = await askAgent(options.inspectDevice, host ?? { reason: notPlaced }, row.device_id);
  const { answer, members, namespace } = asked;
  const isUnknown = answer.reachable && answer.device === null;
  return {
    stored: storedOf(row, options),
    objects: row.objects,
    agent: isUnknown && row.isIdle ? { ...answer, reason: nothingRuns } : answer,
    members,
    namespace,
  };
}

/** What the database knows. */
function storedOf(row: ExplainRow, liveness: Liveness) {
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

/** As changed-objects.ts has it, in the words of this API. */
const SHOWS_INCIDENT: ReadonlySet<string> = new Set(['vip', 'pool', 'router', 'floatingip']);

function explained(object: ExplainedObject, row: ExplainRow, liveness: Liveness) {
  const { type, id, name, admin_state_up, created, changed, health, health_check, unserved } = object;
  const facts = {
    adminStateUp: admin_state_up,
    createdGeneration: created,
    changedGeneration: changed,
  };
  const incident = SHOWS_INCIDENT.has(type) ? row.facts.incident : null;
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
