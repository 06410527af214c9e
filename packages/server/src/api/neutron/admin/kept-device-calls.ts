import type { UnitOfWork } from '../../../persistence/index.ts';
import { decideKeptDevice, readKeptDevices } from '../../../usecases/agents/kept-devices.ts';
import { apiError } from '../../../usecases/errors.ts';
import type { Call, CallDefinition } from '../../http/call.ts';
import { TEXT_SCHEMA, UUID_SCHEMA, exactly, listOf, orNull } from '../../http/json-schema.ts';
import { isUuid } from '../../resource/validators.ts';

export interface KeptDeviceCallsOptions {
  readonly unitOfWork: Pick<UnitOfWork, 'transaction' | 'statements'>;
  /** Tells an agent that what the database says holds. @default nobody is told */
  readonly releaseDevice?: ((host: string, deviceId: string) => Promise<void>) | undefined;
}

const COUNT = { type: 'integer', minimum: 0 } as const;

const KEPT = exactly({
  device_id: { ...UUID_SCHEMA, description: 'the id of the pool or the router' },
  kind: TEXT_SCHEMA,
  name: TEXT_SCHEMA,
  addresses: { ...listOf(TEXT_SCHEMA), description: 'on which it answers' },
  epoch: COUNT,
  generation: COUNT,
  why: {
    type: 'string',
    enum: ['unknown', 'newer'],
    description: 'unknown: not placed on this host; newer: the database has an older version of it',
  },
  agent_id: UUID_SCHEMA,
  host: TEXT_SCHEMA,
  placed_on: { ...orNull(TEXT_SCHEMA), description: 'the host on which the database has it' },
});

/** What agents keep against a database that was restored from a dump. For admins. */
export const keptDeviceCalls = (options: KeptDeviceCallsOptions): CallDefinition[] => [
  {
    method: 'GET',
    path: '/agents/kept-devices',
    docs: {
      summary: 'List what agents run as it is, because the database was restored',
      tag: 'agents',
      answer: exactly({ kept_devices: listOf(KEPT) }),
    },
    run: async ({ context }) => ({
      kept_devices: await options.unitOfWork.statements((tx) => readKeptDevices(tx, context)),
    }),
  },
  {
    method: 'DELETE',
    path: '/agents/:id/kept-devices/:deviceId',
    status: 204,
    docs: {
      summary: 'Let go of a device that is kept: it becomes what the database says, or is removed',
      tag: 'agents',
    },
    run: (call) => decide(options, call),
  },
];

async function decide(
  { unitOfWork, releaseDevice }: KeptDeviceCallsOptions,
  { context, params }: Call,
): Promise<void> {
  const { id: agentId = '', deviceId = '' } = params;
  if (!isUuid(agentId)) throw apiError('AgentNotFound', { id: agentId });
  await unitOfWork.transaction(async (tx) => {
    const host = await decideKeptDevice(tx, context, { agentId, deviceId });
    await releaseDevice?.(host, deviceId).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw apiError('AgentNotTold', { host, reason });
    });
  });
}
