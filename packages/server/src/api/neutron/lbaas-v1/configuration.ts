import type { Call, CallDefinition } from '../../http/call.ts';
import {
  type JsonSchema,
  TEXT_SCHEMA,
  UUID_SCHEMA,
  exactly,
  listOf,
  orNull,
} from '../../http/json-schema.ts';
import { type ExplainOptions, explainDevice } from '../explain/explain-device.ts';
import { INSPECTED } from '../explain/explain-schema.ts';
import { POOL } from './explain.ts';

const { files: _, haproxy_cfg: __, ...FACTS } = INSPECTED;

const FILES = listOf(exactly({ name: TEXT_SCHEMA, text: TEXT_SCHEMA }));
const DEVICE: JsonSchema = { ...exactly({ ...FACTS, files: FILES }), type: ['object', 'null'] };

const forAdmins = { ...orNull(TEXT_SCHEMA), description: 'for admins' };

const CONFIGURATION = exactly({
  configuration: exactly({
    pool_id: UUID_SCHEMA,
    agent_host: forAdmins,
    namespace: forAdmins,
    reason: { ...orNull(TEXT_SCHEMA), description: 'why there is no device' },
    device: { ...DEVICE, description: 'what runs, as its agent says now' },
  }),
});

/** GET /lb/pools/{id}/configuration: what runs for the pool, in the files of its agent. */
export const configurationCall = (options: ExplainOptions): CallDefinition => ({
  method: 'GET',
  path: '/lb/pools/:id/configuration',
  docs: { summary: 'Show the configuration that runs for a pool', tag: 'lb', answer: CONFIGURATION },
  run: (call) => show(options, call),
});

async function show(options: ExplainOptions, call: Call): Promise<unknown> {
  const { agent, namespace } = await explainDevice(options, POOL, call);
  const { isAdmin } = call.context;
  const { host, reason, reachable } = agent;
  return {
    configuration: {
      pool_id: call.params['id'],
      agent_host: isAdmin ? host : null,
      namespace: isAdmin ? (namespace ?? null) : null,
      reason: isAdmin || host === null || reachable ? reason : 'the agent does not answer',
      device: agent.device === null ? null : shown(agent.device),
    },
  };
}

type Inspected = NonNullable<Awaited<ReturnType<typeof explainDevice>>['agent']['device']>;

const shown = ({ files = {}, haproxy_cfg: ___, ...facts }: Inspected) => ({
  ...facts,
  files: Object.entries(files).map(([name, text]) => ({ name, text })),
});
