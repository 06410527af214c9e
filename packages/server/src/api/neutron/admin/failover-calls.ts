import type { Tx, UnitOfWork } from '../../../persistence/index.ts';
import type { Mover } from '../../../placement/index.ts';
import { liftFailoverBrake, readFailoverBrake } from '../../../usecases/agents/failover-brake.ts';
import { moveDevice } from '../../../usecases/agents/move-device.ts';
import { type RebalanceMove, rebalance } from '../../../usecases/agents/rebalance.ts';
import { apiError } from '../../../usecases/errors.ts';
import type { Call, CallDefinition } from '../../http/call.ts';
import { TEXT_SCHEMA, UUID_SCHEMA, exactly, listOf, orNull } from '../../http/json-schema.ts';
import { exampleId } from '../../reference/sample.ts';
import { toBoolean } from '../../resource/converters.ts';
import { type BodyDefinition, type Input, preparePost } from '../../resource/prepare-body.ts';
import { isUuid, uuid } from '../../resource/validators.ts';
import { requiredUuid } from '../common-attributes.ts';
import { OWNER } from '../owner.ts';

export interface FailoverCallsOptions {
  readonly unitOfWork: Pick<UnitOfWork, 'transaction' | 'statements' | 'rehearse'>;
  readonly mover: Mover;
  /** The lease of agents in seconds; null while failover is off. */
  readonly leaseS: number | null;
}

const boolean = { type: 'boolean' } as const;

const FAILOVER = exactly({
  failover: exactly({
    enabled: boolean,
    lease_seconds: { type: ['number', 'null'], description: 'what agents are asked to hold' },
    braked: { ...boolean, description: 'too many agents have fallen silent at once: nothing is moved' },
    since: { ...orNull({ type: 'string', format: 'date-time' }), description: 'when the brake was engaged' },
    lifted: { ...boolean, description: 'an administrator has lifted it' },
    agents: { type: ['integer', 'null'], description: 'how many there were' },
    silent: { ...listOf(TEXT_SCHEMA), description: 'the hosts of those that had fallen silent' },
  }),
});

const MOVED = exactly({ device_id: UUID_SCHEMA, from: orNull(TEXT_SCHEMA), to: TEXT_SCHEMA });

const MOVE_BODY: BodyDefinition = {
  singular: 'device',
  collection: 'devices',
  attributes: { device_id: requiredUuid },
  bulk: false,
  ownerAttribute: OWNER,
};

const REBALANCE_BODY: BodyDefinition = {
  singular: 'rebalance',
  collection: 'rebalances',
  attributes: { dry_run: { type: 'boolean', post: true, default: false, convert: toBoolean } },
  bulk: false,
  ownerAttribute: OWNER,
};

/** What becomes of devices whose agents are dead, overloaded, or to be without them. For admins. */
export function failoverCalls(options: FailoverCallsOptions): CallDefinition[] {
  const { unitOfWork, mover } = options;
  return [
    {
      method: 'GET',
      path: '/agents/failover',
      docs: { summary: 'Show whether devices of dead agents are moved', tag: 'agents', answer: FAILOVER },
      run: (call) => show(options, call),
    },
    {
      method: 'DELETE',
      path: '/agents/failover/brake',
      status: 204,
      docs: { summary: 'Lift the brake: the silent agents are dead, their devices move', tag: 'agents' },
      run: ({ context }) => unitOfWork.transaction((tx) => liftFailoverBrake(tx, context)),
    },
    {
      method: 'POST',
      path: '/agents/:id/devices',
      docs: {
        summary: 'Move a load balancer (by the id of its pool) or a router to this agent',
        tag: 'agents',
        request: exactly({ device: exactly({ device_id: uuid.schema ?? UUID_SCHEMA }) }),
        example: { device: { device_id: exampleId({ key: 'device_id', owner: 'device' }) } },
        answer: exactly({ device: MOVED }),
      },
      run: (call) => move(unitOfWork, mover, call),
    },
    {
      method: 'POST',
      path: '/agents/rebalance',
      docs: {
        summary: 'Share devices out evenly among the agents that can take any',
        tag: 'agents',
        request: exactly({ rebalance: { type: 'object', properties: { dry_run: boolean } } }),
        example: { rebalance: { dry_run: true } },
        answer: exactly({ rebalance: exactly({ moves: listOf(MOVED) }) }),
      },
      run: (call) => runRebalance(unitOfWork, mover, call),
    },
  ];
}

async function show({ unitOfWork, leaseS }: FailoverCallsOptions, { context }: Call): Promise<unknown> {
  const brake = await unitOfWork.statements((tx) => readFailoverBrake(tx, context));
  const braked = brake.since !== null && !brake.lifted;
  return { failover: { enabled: leaseS !== null, lease_seconds: leaseS, braked, ...brake } };
}

async function move(
  unitOfWork: FailoverCallsOptions['unitOfWork'],
  mover: Mover,
  { context, params, body }: Call,
): Promise<unknown> {
  const deviceId = String(bodyOf(MOVE_BODY, context, body)['deviceId']);
  const agentId = params['id'] ?? '';
  if (!isUuid(agentId)) throw apiError('AgentNotFound', { id: agentId });
  const device = await unitOfWork.transaction((tx) => moveDevice(mover, tx, context, { agentId, deviceId }));
  return { device };
}

/** @throws ApiError for whatever is no body of one object */
function bodyOf(definition: BodyDefinition, context: Call['context'], body: unknown): Input {
  const prepared = preparePost(definition, context, body);
  if (prepared.kind === 'one') return prepared.input;
  throw apiError('BulkNotSupported');
}

async function runRebalance(
  unitOfWork: FailoverCallsOptions['unitOfWork'],
  mover: Mover,
  { context, body }: Call,
): Promise<unknown> {
  const isDry = bodyOf(REBALANCE_BODY, context, body)['dryRun'] === true;
  const work = (tx: Tx): Promise<readonly RebalanceMove[]> => rebalance(mover, tx, context);
  const moves = await (isDry ? unitOfWork.rehearse(work) : unitOfWork.transaction(work));
  return { rebalance: { moves } };
}
