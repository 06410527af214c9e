import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { RequestContext } from '../request-context.ts';
import { type QuotaLimits, type QuotaResource, isQuotaResource } from './quota-limits.ts';

const CHARGE =
  'SELECT charge_quota(c.project, $2, c.amount, $4) FROM unnest($1::text[], $3::int[]) AS c (project, amount)';

const OVERRIDES = 'SELECT resource, max_count AS "limit" FROM quotas WHERE project_id = $1';

const OVERRIDE = `
INSERT INTO quotas (project_id, resource, max_count)
SELECT $1, o.resource, o.max_count FROM unnest($2::text[], $3::int[]) AS o (resource, max_count) ORDER BY o.resource
ON CONFLICT ON CONSTRAINT quotas_pkey DO UPDATE SET max_count = excluded.max_count`;

/** How many objects a project may have: the server's defaults, and what an admin has set for a project instead. */
export class Quotas {
  readonly defaults: QuotaLimits;

  constructor(defaults: QuotaLimits) {
    this.defaults = defaults;
  }

  /**
   * To be called in the transaction of a create, before it, with the project of each new object. Where there is a
   * limit, creates of one project wait here for each other until they are committed, so that no two can both be the
   * last one. It is sent and not waited for: the transaction fails with OverQuota.
   */
  charge(tx: Tx, resource: string, projectIds: readonly string[]): void {
    if (!isQuotaResource(resource)) return;
    const charged = amounts(projectIds);
    const projects = charged.map(([projectId]) => projectId);
    const counts = charged.map(([, amount]) => amount);
    tx.send(CHARGE, [projects, resource, counts, this.defaults[resource]]);
  }

  async limitsOf(tx: Tx, projectId: string): Promise<QuotaLimits> {
    const rows = await tx.query<{ resource: QuotaResource; limit: number }>(OVERRIDES, [projectId]);
    const overrides = Object.fromEntries(rows.map(({ resource, limit }) => [resource, limit]));
    return { ...this.defaults, ...overrides };
  }

  /** Only what is named changes; what exists stays, even above a limit. */
  override(tx: Tx, context: RequestContext, projectId: string, limits: Partial<QuotaLimits>): void {
    if (Object.keys(limits).length === 0) return;
    tx.send(OVERRIDE, [projectId, Object.keys(limits), Object.values(limits)]);
    audit(tx, context, { action: 'update', resourceType: 'quota', resourceId: projectId, body: limits });
  }

  /** Back to the defaults. */
  reset(tx: Tx, context: RequestContext, projectId: string): void {
    tx.send('DELETE FROM quotas WHERE project_id = $1', [projectId]);
    audit(tx, context, { action: 'delete', resourceType: 'quota', resourceId: projectId });
  }
}

/** In one order for everybody: two bulk creates for the same projects must not lock them crosswise. */
const amounts = (projectIds: readonly string[]): readonly (readonly [string, number])[] =>
  [...new Set(projectIds)]
    .sort()
    .map((projectId) => [projectId, projectIds.filter((id) => id === projectId).length] as const);

/** @throws ApiError AdminRequired */
export function requireQuotaAdmin({ isAdmin }: RequestContext): void {
  if (!isAdmin)
    throw apiError('AdminRequired', { reason: 'only an admin may see or set the quotas of others' });
}
