import type { UnitOfWork } from '../../../persistence/index.ts';
import { hostingAgent, poolsOnAgent, requireAdmin } from '../../../usecases/agents/hosting-agent.ts';
import { apiError } from '../../../usecases/errors.ts';
import type { Call, CallDefinition } from '../../http/call.ts';
import type { ResourceDefinition } from '../../resource/definition.ts';
import { type JsonSchema, exactly, listOf } from '../../http/json-schema.ts';
import { parseListQuery } from '../../resource/list-query.ts';
import { ResourceReader } from '../../resource/resource-reader.ts';
import { LIST_FORM } from '../list-form.ts';
import { isUuid } from '../../resource/validators.ts';

export interface SchedulerResources {
  readonly agents: ResourceDefinition;
  readonly pools: ResourceDefinition;
}

/** Which agent runs a pool, and which pools an agent runs. */
export function schedulerCalls(unitOfWork: UnitOfWork, resources: SchedulerResources): CallDefinition[] {
  const agents = new ResourceReader(resources.agents);
  const pools = new ResourceReader(resources.pools);
  return [
    {
      method: 'GET',
      path: '/lb/pools/:id/loadbalancer-agent',
      docs: {
        summary: 'Show the agent that runs a pool (admins only)',
        tag: 'agents',
        answer: exactly({ agent: ref('Agent') }),
      },
      run: (call) => showHostingAgent(unitOfWork, agents, call),
    },
    {
      method: 'GET',
      path: '/agents/:id/loadbalancer-pools',
      docs: {
        summary: 'List the pools that an agent runs (admins only)',
        tag: 'agents',
        query: ['fields'],
        answer: exactly({ pools: listOf({ anyOf: [ref('Pool'), ref('PoolFields')] }) }),
      },
      run: (call) => listPools(unitOfWork, pools, resources.pools, call),
    },
  ];
}

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

async function showHostingAgent(
  unitOfWork: UnitOfWork,
  agents: ResourceReader,
  { context, params }: Call,
): Promise<unknown> {
  requireAdmin(context, 'get_loadbalancer-agent');
  const id = params['id'] ?? '';
  if (!isUuid(id)) throw apiError('PoolNotFound', { id });
  const agent = await unitOfWork.statements(async (tx) =>
    agents.show(tx, context, await hostingAgent(tx, id)),
  );
  return { agent };
}

/** The list of pools with one more filter, so that fields, filters and order work as they do there. */
async function listPools(
  unitOfWork: UnitOfWork,
  pools: ResourceReader,
  definition: ResourceDefinition,
  { context, params, query }: Call,
): Promise<unknown> {
  requireAdmin(context, 'get_loadbalancer-pools');
  const id = params['id'] ?? '';
  if (!isUuid(id)) return { pools: [] };
  // No client asks for pages of it, and the answer has no links to lead through them.
  const whole = { ...LIST_FORM.read(query, definition.attributes), limit: undefined, marker: undefined };
  const { filters, ...wanted } = parseListQuery(definition, context, whole);
  return unitOfWork.statements(async (tx) => {
    const hosted = await poolsOnAgent(tx, id);
    if (hosted.length === 0) return { pools: [] };
    const here = { name: 'id', values: hosted };
    const { objects } = await pools.list(tx, context, { ...wanted, filters: [...filters, here] });
    return { pools: objects };
  });
}
