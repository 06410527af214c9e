import type { UnitOfWork } from '../../../persistence/index.ts';
import { apiError } from '../../../usecases/errors.ts';
import {
  QUOTA_RESOURCES,
  type QuotaLimits,
  type QuotaResource,
} from '../../../usecases/quota/quota-limits.ts';
import { quotaUse } from '../../../usecases/quota/quota-use.ts';
import { type Quotas, requireQuotaAdmin } from '../../../usecases/quota/quotas.ts';
import type { Call, CallDefinition, CallDocs } from '../../http/call.ts';
import { inputSchema } from '../../reference/attribute-schema.ts';
import type { Attribute, AttributeMap } from '../../resource/attribute.ts';
import { toInt } from '../../resource/converters.ts';
import type { ResourceDefinition } from '../../resource/definition.ts';
import { type JsonSchema, TEXT_SCHEMA, exactly } from '../../http/json-schema.ts';
import { requireNoMatch } from '../../resource/if-match.ts';
import { type Input, preparePut } from '../../resource/prepare-body.ts';
import { INTEGER_TEXT, taking } from '../../resource/request-forms.ts';
import { MAX_INTEGER, range, string } from '../../resource/validators.ts';
import { wordOf } from '../../http/words.ts';
import { OWNER } from '../owner.ts';
import { WORDS } from '../words.ts';

const limitRange = range(-1, MAX_INTEGER);

const LIMIT: Attribute = {
  type: 'integer',
  put: true,
  convert: taking(() => [INTEGER_TEXT()], toLimit),
  validate: limitRange,
  description: 'most objects of the project; -1 = no limit',
};

/** What can be limited, as it is shown. */
const WORD_OF = new Map(QUOTA_RESOURCES.map((resource) => [resource, wordOf(WORDS, resource)]));

const LIMITS: AttributeMap = Object.fromEntries(
  [...WORD_OF].map(([resource, word]) => [word, { ...LIMIT, field: resource }]),
);

/** The `neutron` client writes it in one word since 6.1.0, in two before. */
const ALIAS = 'healthmonitor';

const BODY = {
  singular: 'quota',
  collection: 'quotas',
  attributes: { ...LIMITS, [ALIAS]: { ...LIMIT, field: ALIAS } },
  bulk: false,
  ownerAttribute: OWNER,
} as const;

const SHOWN = exactly({
  quota: exactly(Object.fromEntries([...WORD_OF.values(), ALIAS].map((name) => [name, limitRange.schema]))),
});
const USED: JsonSchema = exactly({
  used: { type: 'integer', minimum: 0 },
  limit: limitRange.schema,
  reserved: { type: 'integer', description: 'always 0: nothing is reserved ahead of a create' },
});
const DETAILS = exactly({
  quota: exactly(Object.fromEntries([...WORD_OF.values(), ALIAS].map((name) => [name, USED]))),
});
const REQUEST = exactly({ quota: inputSchema(BODY.attributes, 'put') });
const EXAMPLE = { quota: { pool: 20 } };
const docs = (summary: string, rest: Omit<CallDocs, 'summary' | 'tag'> = {}): CallDocs => ({
  summary,
  tag: 'quotas',
  ...rest,
});

const wireForm = (limits: QuotaLimits) => ({
  ...Object.fromEntries([...WORD_OF].map(([resource, word]) => [word, limits[resource]])),
  [ALIAS]: limits.health_monitor,
});

const isProjectId = (text: string): boolean => text !== '' && string()(text) === undefined;

/** GET /quotas: the projects that have quotas of their own, for admins. */
export function quotaList({ defaults }: Quotas): ResourceDefinition {
  const limits = QUOTA_RESOURCES.map(
    (name) =>
      `coalesce(max(q.max_count) FILTER (WHERE q.resource = '${name}'), ${defaults[name]}) AS ${name}`,
  );
  const columns = Object.fromEntries([...WORD_OF].map(([resource, word]) => [word, `o.${resource}`]));
  return {
    ...BODY,
    path: '/quotas',
    notFound: 'QuotaNotFound',
    attributes: { [OWNER]: { type: 'string' }, ...BODY.attributes },
    view: {
      from: `(SELECT q.project_id, ${limits.join(', ')} FROM quotas q GROUP BY q.project_id) o`,
      id: 'o.project_id',
      visible: (project) => `o.project_id = ${project}`,
      columns: { [OWNER]: 'o.project_id', ...columns, [ALIAS]: 'o.health_monitor' },
    },
    isId: isProjectId,
    listOnly: true,
    authorize: requireQuotaAdmin,
  };
}

/** The quotas of one project. */
export function quotaCalls(unitOfWork: UnitOfWork, quotas: Quotas): readonly CallDefinition[] {
  const path = '/quotas/:projectId';
  const shown = (call: Call): Promise<QuotaLimits> =>
    unitOfWork.statements((tx) => quotas.limitsOf(tx, visibleProject(call)));
  return [
    { method: 'POST', path: '/quotas', docs: docs('Always refused', { isRefused: true }), run: refusePost },
    {
      method: 'GET',
      path: '/quotas/tenant',
      docs: docs("Show the caller's project", {
        answer: exactly({ tenant: exactly({ [OWNER]: TEXT_SCHEMA }) }),
      }),
      run: async ({ context }) => tenantOf(context.projectId),
    },
    {
      method: 'GET',
      path,
      docs: docs('Show the quotas of a project', { answer: SHOWN }),
      run: async (call) => ({ quota: wireForm(await shown(call)) }),
    },
    {
      method: 'GET',
      path: `${path}/details`,
      docs: docs('Show the quotas of a project and what it uses of them', { answer: DETAILS }),
      run: (call) => showDetails(unitOfWork, quotas, call),
    },
    {
      method: 'GET',
      path: `${path}/default`,
      docs: docs('Show the quotas of projects without their own', { answer: SHOWN }),
      run: async (call) => showDefaults(quotas, call),
    },
    {
      method: 'PUT',
      path,
      docs: docs('Set quotas of a project (admins only)', {
        request: REQUEST,
        example: EXAMPLE,
        answer: SHOWN,
      }),
      run: (call) => update(unitOfWork, quotas, call),
    },
    {
      method: 'DELETE',
      path,
      status: 204,
      docs: docs('Give a project the default quotas again (admins only)'),
      run: (call) => reset(unitOfWork, quotas, call),
    },
  ];
}

async function refusePost(): Promise<never> {
  throw apiError('NotImplementedError', { reason: 'quotas are set with PUT' });
}

function tenantOf(projectId: string): unknown {
  if (projectId === '') throw apiError('QuotaMissingProject');
  return { tenant: { [OWNER]: projectId } };
}

async function showDetails(unitOfWork: UnitOfWork, { defaults }: Quotas, call: Call): Promise<unknown> {
  const projectId = visibleProject(call);
  const use = await unitOfWork.statements((tx) => quotaUse(tx, projectId, defaults));
  const shown = (resource: QuotaResource) => ({ ...use[resource], reserved: 0 });
  const byWord = [...WORD_OF].map(([resource, word]) => [word, shown(resource)] as const);
  return { quota: { ...Object.fromEntries(byWord), [ALIAS]: shown('health_monitor') } };
}

function showDefaults(quotas: Quotas, call: Call): unknown {
  visibleProject(call);
  return { quota: wireForm(quotas.defaults) };
}

async function update(unitOfWork: UnitOfWork, quotas: Quotas, call: Call): Promise<unknown> {
  const { context, body } = call;
  requireQuotaAdmin(context);
  const projectId = projectOf(call);
  requireNoMatch(call.headers);
  const limits = withoutAlias(preparePut(BODY, context, body).changes);
  return unitOfWork.transaction(async (tx) => {
    quotas.override(tx, context, projectId, limits);
    return { quota: wireForm(await quotas.limitsOf(tx, projectId)) };
  });
}

async function reset(unitOfWork: UnitOfWork, quotas: Quotas, call: Call): Promise<void> {
  requireQuotaAdmin(call.context);
  const projectId = projectOf(call);
  requireNoMatch(call.headers);
  await unitOfWork.transaction(async (tx) => quotas.reset(tx, call.context, projectId));
}

function visibleProject(call: Call): string {
  const projectId = projectOf(call);
  if (projectId !== call.context.projectId) requireQuotaAdmin(call.context);
  return projectId;
}

function projectOf({ params }: Call): string {
  const projectId = params['projectId'] ?? '';
  if (!isProjectId(projectId)) throw apiError('HTTPBadRequest', { reason: 'Not a project id' });
  return projectId;
}

/** The inputs went through the attribute map: integers under the names of the resources. */
function withoutAlias({ [ALIAS]: alias, ...limits }: Input): Partial<QuotaLimits> {
  if (alias === undefined) return limits;
  if ((limits['health_monitor'] ?? alias) !== alias) {
    throw apiError('HTTPBadRequest', { reason: `'${ALIAS}' and 'health_monitor' are one, but differ` });
  }
  return { ...limits, health_monitor: alias as number };
}

/** Stricter than other integers: a limit that is cut or made of a boolean is not the one that was meant. */
function toLimit(value: unknown): number {
  if (typeof value === 'boolean' || (typeof value === 'number' && !Number.isInteger(value))) {
    throw apiError('InvalidInput', { reason: `${JSON.stringify(value)} is not an integer` });
  }
  return toInt(value);
}
