import { bigint, boolean, nullable, primary, table, text, timestamp, uuid } from './table.ts';

export const EVENTS = table('events', {
  xid: { ...primary(bigint()), default: () => 'own_xid()' },
  seq: { ...primary(bigint()), generated: 'increment' },
  at: { ...timestamp(), default: () => 'clock_timestamp()' },
  project_id: text(),
  action: text(),
  resource_type: text(),
  resource_id: uuid(),
});

export const TOLD_AGENTS = table(
  'told_agents',
  {
    agent_id: primary(uuid()),
    is_silent: boolean(),
    is_disabled: boolean(),
    with_shown: boolean(),
    up_to: nullable(uuid()),
  },
  {
    references: [{ name: 'told_agents_agent_fkey', column: 'agent_id', to: 'agents', onDelete: 'CASCADE' }],
  },
);

export const EVENT_HORIZON = table(
  'event_horizon',
  { id: primary(boolean(true)), xid: bigint(0), seq: bigint(0) },
  { checks: [{ name: 'event_horizon_one', expression: 'id' }] },
);
