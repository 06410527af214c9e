import type { Liveness } from '../../../devices/index.ts';
import { deleteAgent } from '../../../usecases/agents/delete-agent.ts';
import { type AgentChanges, updateAgent } from '../../../usecases/agents/update-agent.ts';
import type { AttributeMap } from '../../resource/attribute.ts';
import { toBoolean } from '../../resource/converters.ts';
import { described, orNull } from '../../http/json-schema.ts';
import type { ResourceDefinition } from '../../resource/definition.ts';
import { string } from '../../resource/validators.ts';
import { agentView } from './agent-view.ts';

const text = { type: 'string' } as const;
const time = {
  type: 'string',
  shown: { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$` },
  description: 'UTC',
} as const;

const ATTRIBUTES: AttributeMap = {
  id: { type: 'uuid' },
  agent_type: text,
  binary: text,
  topic: text,
  host: text,
  admin_state_up: { type: 'boolean', put: true, convert: toBoolean },
  description: {
    type: 'string',
    put: true,
    validate: described(orNull(string().schema), textOrNull),
    example: 'rack 4',
  },
  cordoned: { type: 'boolean', put: true, convert: toBoolean, description: 'it is given nothing new' },
  draining: {
    type: 'boolean',
    put: true,
    convert: toBoolean,
    description: 'what it has is moved away one by one, and it is given nothing new',
  },
  alive: { type: 'boolean', convert: toBoolean },
  created_at: time,
  started_at: time,
  heartbeat_timestamp: time,
  configurations: { type: 'composite', shown: { type: 'object', additionalProperties: true } },
};

/** /agents: they come by their heartbeats, so there is no POST. */
export const agentResource = (liveness: Liveness): ResourceDefinition<never, AgentChanges> => ({
  singular: 'agent',
  collection: 'agents',
  path: '/agents',
  notFound: 'AgentNotFound',
  attributes: ATTRIBUTES,
  view: agentView(liveness),
  update: updateAgent,
  remove: (tx, context, id) => deleteAgent(liveness, tx, context, id),
});

function textOrNull(value: unknown): string | undefined {
  return value === null ? undefined : string()(value);
}
