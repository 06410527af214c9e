import type { UnitOfWork } from '../../../persistence/index.ts';
import { apiError } from '../../../usecases/errors.ts';
import type { Call, CallDefinition } from '../../http/call.ts';
import { TEXT_SCHEMA, UUID_SCHEMA, exactly, listOf, orNull } from '../../http/json-schema.ts';
import { valuesOf } from '../../http/query.ts';
import { quote } from '../../resource/quote.ts';
import { isStorable } from '../../resource/validators.ts';
import { OWNER } from '../owner.ts';
import { whoseOf } from './whose.ts';

/** What is searched in one kind of objects, as SQL. */
interface Searched {
  readonly type: string;
  readonly from: string;
  readonly id: string;
  readonly name: string;
  /** NULL for what belongs to no project, and is for admins who look at all. */
  readonly project: string;
  /** Beside the name and the id. */
  readonly texts: readonly string[];
  /** What it belongs to. */
  readonly loadBalancer?: string;
}

const ADDRESSES = (port: string): string =>
  `(SELECT string_agg(host(ia.ip_address), ' ' ORDER BY ia.ip_address) FROM ip_allocations ia WHERE ia.port_id = ${port})`;

const SEARCHED: readonly Searched[] = [
  {
    type: 'loadbalancer',
    from: 'pools p JOIN load_balancers lb ON lb.id = p.id',
    id: 'p.id',
    name: 'p.name',
    project: 'p.project_id',
    texts: [ADDRESSES('lb.vip_port_id')],
    loadBalancer: 'lb.id',
  },
  {
    type: 'pool',
    from: 'pools p',
    id: 'p.id',
    name: 'p.name',
    project: 'p.project_id',
    texts: [],
    loadBalancer: 'p.load_balancer_id',
  },
  {
    type: 'vip',
    from: 'listeners l JOIN load_balancers lb ON lb.id = l.load_balancer_id',
    id: 'l.id',
    name: 'l.name',
    project: 'l.project_id',
    texts: [ADDRESSES('lb.vip_port_id')],
    loadBalancer: 'lb.id',
  },
  {
    type: 'member',
    from: 'members m JOIN pools p ON p.id = m.pool_id',
    id: 'm.id',
    name: `host(m.address) || ':' || m.protocol_port`,
    project: 'm.project_id',
    texts: [],
    loadBalancer: 'p.load_balancer_id',
  },
  {
    type: 'health_monitor',
    from: 'health_monitors hm',
    id: 'hm.id',
    name: 'hm.type',
    project: 'hm.project_id',
    texts: ['hm.url_path'],
  },
  { type: 'network', from: 'networks n', id: 'n.id', name: 'n.name', project: 'n.project_id', texts: [] },
  {
    type: 'subnet',
    from: 'subnets s',
    id: 's.id',
    name: 's.name',
    project: 's.project_id',
    texts: ['s.cidr::text'],
  },
  {
    type: 'port',
    from: 'ports po',
    id: 'po.id',
    name: 'po.name',
    project: 'po.project_id',
    texts: [ADDRESSES('po.id'), 'po.mac_address::text'],
  },
  { type: 'router', from: 'routers r', id: 'r.id', name: 'r.name', project: 'r.project_id', texts: [] },
  {
    type: 'floatingip',
    from: 'floating_ips f',
    id: 'f.id',
    name: ADDRESSES('f.floating_port_id'),
    project: 'f.project_id',
    texts: ['host(f.fixed_ip_address)'],
  },
  {
    type: 'agent',
    from: '(SELECT * FROM agents WHERE deleted_at IS NULL) a',
    id: 'a.id',
    name: 'a.host',
    project: 'NULL::text',
    texts: [],
  },
];

const has = (text: string): string => `strpos(lower(${text}), lower($1)) > 0`;

/** The whole name or id first, then what begins with the text, then the others. */
const PLACE = `CASE WHEN lower($1) IN (lower(f.name), f.id::text) THEN 0
  WHEN strpos(lower(f.name), lower($1)) = 1 OR strpos(f.text, $1) = 1 THEN 1 ELSE 2 END`;

/** Each kind alone is cut at the limit, so that one of thousands does not hide the others. */
const oneKind = ({ type, from, id, name, project, texts, loadBalancer }: Searched): string => {
  const matched = [name, ...texts, `${id}::text`].map((text) => `WHEN ${has(text)} THEN ${text}`).join(' ');
  return `(SELECT * FROM (
    SELECT '${type}' AS type, ${id} AS id, coalesce(${name}, '') AS name, CASE ${matched} END AS text,
      ${loadBalancer ?? 'NULL::uuid'} AS loadbalancer_id
    FROM ${from} WHERE $2 OR ${project} = $3
  ) f WHERE f.text IS NOT NULL ORDER BY ${PLACE}, f.name, f.id LIMIT $4)`;
};

/** $1 the text, $2 whether all projects are searched, $3 else which, $4 how many. */
const SEARCH = `SELECT f.type, f.id, f.name, f.text, f.loadbalancer_id FROM (
${SEARCHED.map(oneKind).join('\nUNION ALL\n')}) f ORDER BY ${PLACE}, f.name, f.type, f.id LIMIT $4`;

const FOUND = exactly({
  type: { type: 'string', enum: SEARCHED.map(({ type }) => type) },
  id: UUID_SCHEMA,
  name: TEXT_SCHEMA,
  text: { ...TEXT_SCHEMA, description: 'what matched' },
  loadbalancer_id: orNull(UUID_SCHEMA),
});

/** GET /search: any object by a part of its name, id or address. */
export const searchCall = (unitOfWork: UnitOfWork): CallDefinition => ({
  method: 'GET',
  path: '/search',
  docs: {
    summary: 'Find objects by a part of their name, id or address',
    tag: 'search',
    query: ['q', 'limit', OWNER],
    answer: exactly({ results: listOf(FOUND) }),
  },
  run: async (call) => ({ results: await search(unitOfWork, call) }),
});

async function search(unitOfWork: UnitOfWork, call: Call): Promise<readonly unknown[]> {
  const limit = limitOf(valuesOf(call.query['limit'])[0]);
  const text = valuesOf(call.query['q'])[0]?.trim() ?? '';
  const { all, projectId } = whoseOf(call);
  if (text === '' || !isStorable(text) || !isStorable(projectId)) return [];
  return unitOfWork.statements((tx) => tx.query(SEARCH, [text, all, projectId, limit]));
}

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

function limitOf(text: string | undefined): number {
  const limit = text === undefined ? DEFAULT_LIMIT : Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw apiError('InvalidInput', {
    reason: `limit must be an integer from 1 to ${MAX_LIMIT}, not ${quote(text)}`,
  });
}
