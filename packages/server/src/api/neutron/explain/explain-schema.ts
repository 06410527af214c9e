import { METHODS } from '@lbaas/common/contract';
import { MEMBER_HEALTHS, STATUSES } from '@lbaas/common/domain';
import {
  type JsonSchema,
  TEXT_SCHEMA,
  UUID_SCHEMA,
  exactly,
  listOf,
  orNull,
} from '../../http/json-schema.ts';

const text = TEXT_SCHEMA;
const textOrNull = orNull(TEXT_SCHEMA);
const time: JsonSchema = { type: 'string', format: 'date-time' };
const timeOrNull = orNull(time);
const boolean: JsonSchema = { type: 'boolean' };
const number: JsonSchema = { type: 'integer', minimum: 0 };
const oneOf = (values: readonly string[]): JsonSchema => ({ type: 'string', enum: values });
const oneOfOrNull = (values: readonly string[]): JsonSchema => ({
  type: ['string', 'null'],
  enum: [...values, null],
});
const objectOrNull = (schema: JsonSchema): JsonSchema => ({ ...schema, type: ['object', 'null'] });

/** What an agent answers, as the contract has it. */
const {
  device_id: _,
  members: __,
  traffic: ___,
  namespace: ____,
  ...contractual
} = METHODS.inspect_device.result.properties;
// The cast: schemas of the contract are JSON Schemas with a type for the compiler.
export const INSPECTED = contractual as unknown as Readonly<Record<keyof typeof contractual, JsonSchema>>;

const DEVICE = exactly({
  id: UUID_SCHEMA,
  generation: number,
  realized_generation: number,
  changed_at: time,
});

const PLACEMENT = exactly({
  agent_host: text,
  agent_alive: { ...boolean, description: 'whether its heartbeats arrive' },
  agent_receives: { ...boolean, description: 'whether what is sent to it arrives' },
  agent_admin_state_up: boolean,
  agent_heartbeat_at: time,
  since: time,
  moved_from: { ...textOrNull, description: 'the host that had it before, if it was moved off that' },
  moved_why: textOrNull,
  failover: { ...textOrNull, description: 'why it stays with an agent that is silent, if it does' },
  epoch: number,
  dispatched_generation: number,
  dispatched_at: timeOrNull,
  attempts: number,
  observed_generation: number,
  failed_generation: number,
  outcome: oneOfOrNull(['done', 'failed']),
  how: INSPECTED.last_how,
  duration_ms: { type: ['number', 'null'] },
  error: textOrNull,
  incident: {
    ...objectOrNull(exactly({ at: time, words: text })),
    description:
      'the last time that what runs ended by itself, or had to be ended: for an hour, unless the device changes before',
  },
  reported_at: timeOrNull,
});

const WAITING = exactly({
  placement_reason: textOrNull,
  dispatch_reason: textOrNull,
  awaited_addresses: {
    ...orNull(listOf(text)),
    description: 'addresses of its ports that another device has not let go of yet',
  },
});

const OBJECT = exactly({
  type: oneOf(['vip', 'pool', 'health_monitor', 'member', 'router', 'floatingip']),
  id: UUID_SCHEMA,
  name: textOrNull,
  status: oneOf(STATUSES),
  status_description: text,
  since: {
    ...time,
    description:
      'since when it has this status; of what is shown: since its last change, that of its health, and the last return of its balancer',
  },
  created_generation: number,
  changed_generation: number,
});

const MEMBER = exactly({
  id: UUID_SCHEMA,
  address: text,
  protocol_port: number,
  health: oneOfOrNull(MEMBER_HEALTHS),
  check: {
    ...textOrNull,
    description: 'what the last check saw, as the agent says now, or else when it last reported the member',
  },
  changed_at: timeOrNull,
});

const AGENT = exactly({
  host: textOrNull,
  reachable: { ...boolean, description: 'whether it has answered within a second' },
  reason: { ...textOrNull, description: 'why there is no device' },
  device: objectOrNull(exactly(INSPECTED)),
});

const EXPLAINED = {
  device: DEVICE,
  placement: objectOrNull(PLACEMENT),
  leaving: listOf(
    exactly({
      agent_host: text,
      epoch: number,
      fenced: { ...boolean, description: 'its lease had run out: nobody waits for it to confirm' },
    }),
  ),
  waiting: WAITING,
  objects: listOf(OBJECT),
  agent: AGENT,
};

/** The answer of GET /lb/pools/{id}/explain. */
export const EXPLAINED_POOL = exactly({
  explain: exactly({ pool_id: UUID_SCHEMA, ...EXPLAINED, members: listOf(MEMBER) }),
});

/** The answer of GET /routers/{id}/explain. */
export const EXPLAINED_ROUTER = exactly({ explain: exactly({ router_id: UUID_SCHEMA, ...EXPLAINED }) });
