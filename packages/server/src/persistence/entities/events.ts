import { bigint, boolean, jsonb, nullable, primary, table, text, timestamp, uuid } from './table.ts';

export const EVENTS = table('events', {
  xid: { ...primary(bigint()), default: () => 'own_xid()' },
  seq: { ...primary(bigint()), generated: 'increment' },
  at: { ...timestamp(), default: () => 'clock_timestamp()' },
  project_id: text(),
  action: text(),
  resource_type: text(),
  resource_id: uuid(),
  facts_before: nullable(jsonb()),
  facts_after: nullable(jsonb()),
});

export const AGENT_NOTICES = table(
  'agent_notices',
  {
    agent_id: primary(uuid()),
    is_silent: boolean(),
    is_disabled: boolean(),
    was_silent: boolean(),
    up_to: nullable(uuid()),
    was_disabled: boolean(),
  },
  {
    references: [{ name: 'agent_notices_agent_fkey', column: 'agent_id', to: 'agents', onDelete: 'CASCADE' }],
  },
);

export const EVENT_HORIZON = table(
  'event_horizon',
  { id: primary(boolean(true)), xid: bigint(0), seq: bigint(0) },
  { checks: [{ name: 'event_horizon_one', expression: 'id' }] },
);
