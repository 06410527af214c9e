import type { Inspection } from '../../../usecases/ask-agent.ts';
import { askAgent } from '../../../usecases/ask-agent.ts';
import { apiError } from '../../../usecases/errors.ts';
import type { Call, CallDefinition } from '../../http/call.ts';
import { type JsonSchema, exactly, orNull } from '../../http/json-schema.ts';
import { isUuid } from '../../resource/validators.ts';
import type { ExplainOptions } from '../explain/explain-device.ts';

type Traffic = NonNullable<Inspection['traffic']>;

interface CountedRow {
  readonly router_id: string | null;
  readonly agent_host: string | null;
  /** Of a floating IP. */
  readonly address: string | null;
}

/** $1 the id, $2 whether an admin asks, $3 the project. */
const countedSql = (from: string, thing: string, routerId: string, address: string): string => `
SELECT ${routerId} AS router_id, a.host AS agent_host, ${address} AS address
FROM ${from}
LEFT JOIN placements pl ON pl.device_id = ${routerId} AND pl.wanted = 'present'
LEFT JOIN agents a ON a.id = pl.agent_id
WHERE ${thing}.id = $1 AND ($2 OR ${thing}.project_id = $3)`;

const ROUTER = {
  path: '/routers/:id/stats',
  tag: 'routers',
  summary: 'Show what has passed through a router',
  sql: countedSql('routers r', 'r', 'r.id', 'NULL::text'),
  notFound: 'RouterNotFound',
  passed: (traffic: Traffic): Counts => traffic,
} as const;

const FLOATING_IP = {
  path: '/floatingips/:id/stats',
  tag: 'floatingips',
  summary: 'Show what has passed through a floating IP',
  sql: countedSql(
    'floating_ips f LEFT JOIN ip_allocations fa ON fa.port_id = f.floating_port_id',
    'f',
    'f.router_id',
    'host(fa.ip_address)',
  ),
  notFound: 'FloatingIPNotFound',
  passed: ({ floating_ips }: Traffic, { address }: CountedRow): Counts | undefined =>
    floating_ips.find(({ floating_ip_address }) => floating_ip_address === address),
} as const;

interface Counts {
  readonly packets: number;
  readonly bytes: number;
}

const COUNTER: JsonSchema = { type: 'integer', minimum: 0 };
const STATS = exactly({
  packets: { ...orNull(COUNTER), description: 'in both directions; null when the host does not say' },
  bytes: orNull(COUNTER),
});

const UNKNOWN = { packets: null, bytes: null };

/** Counted by the host since it made the rules of the router, and asked from it now: nothing is kept elsewhere. */
const trafficCall = (options: ExplainOptions, thing: typeof ROUTER | typeof FLOATING_IP): CallDefinition => ({
  method: 'GET',
  path: thing.path,
  docs: { summary: thing.summary, tag: thing.tag, answer: exactly({ stats: STATS }) },
  run: async (call) => ({ stats: await statsOf(options, thing, call) }),
});

async function statsOf(
  { unitOfWork, inspectDevice }: ExplainOptions,
  { sql, notFound, passed }: typeof ROUTER | typeof FLOATING_IP,
  { context, params }: Pick<Call, 'context' | 'params'>,
): Promise<Counts | typeof UNKNOWN> {
  const id = params['id'] ?? '';
  if (!isUuid(id)) throw apiError(notFound, { id });
  const [row] = await unitOfWork.statements((tx) =>
    tx.query<CountedRow>(sql, [id, context.isAdmin, context.projectId]),
  );
  if (row === undefined) throw apiError(notFound, { id });
  if (row.router_id === null || row.agent_host === null) return UNKNOWN;
  const { traffic } = await askAgent(inspectDevice, row.agent_host, row.router_id);
  const counts = traffic === undefined ? undefined : passed(traffic, row);
  return counts === undefined ? UNKNOWN : { packets: counts.packets, bytes: counts.bytes };
}

/** GET /routers/{id}/stats and /floatingips/{id}/stats, as /lb/pools/{id}/stats is for pools. */
export const trafficCalls = (options: ExplainOptions): CallDefinition[] => [
  trafficCall(options, ROUTER),
  trafficCall(options, FLOATING_IP),
];
