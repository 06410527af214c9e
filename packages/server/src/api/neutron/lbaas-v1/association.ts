import { type Tx, type UnitOfWork } from '../../../persistence/index.ts';
import { apiError } from '../../../usecases/errors.ts';
import { associateHealthMonitors } from '../../../usecases/balancing/associate-health-monitors.ts';
import { disassociateHealthMonitor } from '../../../usecases/balancing/disassociate-health-monitor.ts';
import { findPool } from '../../../usecases/balancing/find-pool.ts';
import type { Call, CallDefinition } from '../../http/call.ts';
import { createOnce } from '../../resource/create-once.ts';
import { dryRun } from '../../resource/dry-run.ts';
import type { DryRuns, Writes } from '../../../usecases/dry-run/index.ts';
import { exampleOf } from '../../reference/attribute-schema.ts';
import { type JsonSchema, TEXT_SCHEMA, UUID_SCHEMA, exactly, listOf } from '../../http/json-schema.ts';
import { requireNoMatch } from '../../resource/if-match.ts';
import { type BodyDefinition, preparePost } from '../../resource/prepare-body.ts';
import { SUCCESSES } from '../neutron-dialect.ts';
import { OWNER, TENANT_ID } from '../owner.ts';
import { PREFIX } from '../versions.ts';
import { isUuid } from '../../resource/validators.ts';
import { requiredUuid } from '../common-attributes.ts';

const BODY: BodyDefinition = {
  singular: 'health_monitor',
  collection: 'health_monitors',
  attributes: { id: requiredUuid, [OWNER]: TENANT_ID },
  bulk: true,
  ownerAttribute: OWNER,
};

const SHOW = `
SELECT hm.id, hm.project_id AS tenant_id FROM pool_health_monitors phm JOIN health_monitors hm ON hm.id = phm.monitor_id
WHERE phm.pool_id = $1 AND ($2::uuid IS NULL OR phm.monitor_id = $2) ORDER BY hm.id`;

const PROPERTIES = { id: UUID_SCHEMA, tenant_id: TEXT_SCHEMA };
const SHOWN = exactly(PROPERTIES);

const docs = (summary: string) => ({ summary, tag: 'lb' });
const oneOrMany = (schema: JsonSchema): JsonSchema => ({
  oneOf: [exactly({ health_monitor: schema }), exactly({ health_monitors: listOf(schema) })],
});

/** The sub-resource /lb/pools/{pool}/health_monitors[/{monitor}]. */
export function associationCalls(unitOfWork: UnitOfWork, dryRuns: DryRuns): readonly CallDefinition[] {
  const write = (call: Call, work: (writes: Writes) => Promise<unknown>): Promise<unknown> =>
    call.isDryRun ? dryRun(dryRuns, call, work) : work(unitOfWork);
  const path = '/lb/pools/:poolId/health_monitors';
  const one = `${path}/:monitorId`;
  return [
    {
      method: 'POST',
      path,
      status: SUCCESSES.create,
      dryRun: true,
      docs: {
        isCreate: true,
        ...docs('Associate a health monitor with a pool'),
        example: { health_monitor: exampleOf(BODY, 'post') },
        request: oneOrMany({ type: 'object', properties: PROPERTIES, required: ['id'] }),
        answer: oneOrMany(SHOWN),
      },
      run: (call) => write(call, (writes) => associate(writes, call)),
    },
    {
      method: 'GET',
      path,
      docs: {
        ...docs('List the health monitors of a pool'),
        answer: exactly({ health_monitors: listOf(SHOWN) }),
      },
      run: (call) => unitOfWork.statements((tx) => list(tx, call)),
    },
    {
      method: 'GET',
      path: one,
      docs: { ...docs('Show a health monitor of a pool'), answer: exactly({ health_monitor: SHOWN }) },
      run: (call) => unitOfWork.statements((tx) => show(tx, call)),
    },
    { method: 'PUT', path: one, docs: { ...docs('Always refused'), isRefused: true }, run: refuseUpdate },
    {
      method: 'DELETE',
      path: one,
      status: SUCCESSES.remove,
      dryRun: true,
      docs: docs('Disassociate a health monitor from a pool'),
      run: (call) => write(call, (writes) => writes.transaction((tx) => disassociate(tx, call))),
    },
  ];
}

function associate(writes: Writes, call: Call): Promise<unknown> {
  const { context, params, body } = call;
  const prepared = preparePost(BODY, context, body);
  const poolId = idIn(params, 'poolId');
  const inputs = prepared.kind === 'one' ? [prepared.input] : prepared.inputs;
  const monitorIds = inputs.map((input) => String(input['id']));
  return createOnce(writes, call, {
    path: `${PREFIX}/lb/pools/${poolId}/health_monitors`,
    status: SUCCESSES.create,
    work: async (tx) => {
      const tenant_id = await associateHealthMonitors(tx, context, { poolId, monitorIds });
      const shown = monitorIds.map((id) => ({ id, tenant_id }));
      return async () =>
        prepared.kind === 'one' ? { health_monitor: shown[0] } : { health_monitors: shown };
    },
  });
}

/** An association has no revision, so an If-Match other than `*` cannot be true of it. */
async function disassociate(tx: Tx, { context, params, headers }: Call): Promise<void> {
  await disassociateHealthMonitor(tx, context, {
    poolId: idIn(params, 'poolId'),
    monitorId: idIn(params, 'monitorId'),
  });
  requireNoMatch(headers);
}

async function list(tx: Tx, { context, params }: Call): Promise<unknown> {
  const { id } = await findPool(tx, context, idIn(params, 'poolId'));
  return { health_monitors: await tx.query(SHOW, [id, null]) };
}

async function show(tx: Tx, { context, params }: Call): Promise<unknown> {
  const { id } = await findPool(tx, context, idIn(params, 'poolId'));
  const monitorId = idIn(params, 'monitorId');
  const [monitor] = await tx.query(SHOW, [id, monitorId]);
  if (monitor === undefined) throw notAssociated(monitorId, id);
  return { health_monitor: monitor };
}

async function refuseUpdate(): Promise<never> {
  throw apiError('HTTPBadRequest', { reason: 'An association has no attribute that can be updated' });
}

/** Anything that is no UUID names nothing. */
function idIn(params: Call['params'], name: 'poolId' | 'monitorId'): string {
  const id = params[name] ?? '';
  if (isUuid(id)) return id;
  throw name === 'poolId' ? apiError('PoolNotFound', { id }) : notAssociated(id, params['poolId'] ?? '');
}

const notAssociated = (monitorId: string, poolId: string) =>
  apiError('PoolMonitorAssociationNotFound', { monitor_id: monitorId, pool_id: poolId });
