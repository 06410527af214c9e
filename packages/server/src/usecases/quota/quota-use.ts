import type { Tx } from '../../persistence/index.ts';
import { QUOTA_RESOURCES, type QuotaLimits, type QuotaResource } from './quota-limits.ts';

/** How many of each a project has, as charge_quota counts them: ports that come with something else are not charged. */
const TABLES: Readonly<Record<QuotaResource, string>> = {
  network: 'networks',
  subnet: 'subnets',
  port: 'ports',
  router: 'routers',
  floating_ip: 'floating_ips',
  listener: 'listeners',
  pool: 'pools',
  member: 'members',
  health_monitor: 'health_monitors',
};

const UNCHARGED = `AND NOT EXISTS (SELECT 1 FROM load_balancers lb WHERE lb.vip_port_id = x.id)
  AND NOT EXISTS (SELECT 1 FROM router_interfaces ri WHERE ri.port_id = x.id)`;

const counted = (resource: QuotaResource): string =>
  `(SELECT count(*) FROM ${TABLES[resource]} x WHERE x.project_id = $1 ${resource === 'port' ? UNCHARGED : ''})::int AS ${resource}`;

const USE = `
SELECT coalesce((SELECT json_object_agg(q.resource, q.max_count) FROM quotas q WHERE q.project_id = $1), '{}') AS own,
${QUOTA_RESOURCES.map(counted).join(',\n')}`;

type UseRow = Readonly<Record<QuotaResource, number>> & { readonly own: Partial<QuotaLimits> };

export interface QuotaUse {
  readonly used: number;
  readonly limit: number;
}

/** What a project has of what it may have. */
export async function quotaUse(
  tx: Tx,
  projectId: string,
  defaults: QuotaLimits,
): Promise<Readonly<Record<QuotaResource, QuotaUse>>> {
  const [row] = await tx.query<UseRow>(USE, [projectId]);
  if (row === undefined) throw new Error('a SELECT without FROM has one row');
  const limits = { ...defaults, ...row.own };
  // The cast: Object.fromEntries loses the names.
  return Object.fromEntries(
    QUOTA_RESOURCES.map((resource) => [resource, { used: row[resource], limit: limits[resource] }]),
  ) as Record<QuotaResource, QuotaUse>;
}
