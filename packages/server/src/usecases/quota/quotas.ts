import type { ColumnOf, Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { type QuotaLimits, type QuotaResource, isQuotaResource } from './quota-limits.ts';

/** The locks in one order for everybody: two bulk creates for the same projects must not take them crosswise. */
const CHARGE = `
SELECT charge_quota(c.project, $2, c.amount, $4) FROM unnest($1::text[], $3::int[]) AS c (project, amount)
ORDER BY hashtext(c.project)`;

const OVERRIDES = 'SELECT resource, max_count AS "limit" FROM quotas WHERE project_id = $1';

const OVERRIDE = `
INSERT INTO quotas (project_id, resource, max_count)
SELECT $1, o.resource, o.max_count FROM unnest($2::text[], $3::int[]) AS o (resource, max_count) ORDER BY o.resource
ON CONFLICT ON CONSTRAINT quotas_pkey DO UPDATE SET max_count = excluded.max_count`;

/** In the order in which they are written. */
const RESET = `
WITH mine AS MATERIALIZED (SELECT resource FROM quotas WHERE project_id = $1 ORDER BY resource FOR UPDATE)
DELETE FROM quotas q USING mine WHERE q.project_id = $1 AND q.resource = mine.resource`;

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
    const rows = await tx.query<{ resource: QuotaResource; limit: ColumnOf<'quotas', 'max_count'> }>(
      OVERRIDES,
      [projectId],
    );
    const overrides = Object.fromEntries(rows.map(({ resource, limit }) => [resource, limit]));
    return { ...this.defaults, ...overrides };
  }

  /** Only what is named changes; what exists stays, even above a limit. */
  override(tx: Tx, context: CallContext, projectId: string, limits: Partial<QuotaLimits>): void {
    if (Object.keys(limits).length === 0) return;
    tx.send(OVERRIDE, [projectId, Object.keys(limits), Object.values(limits)]);
    audit(tx, context, { action: 'update', resourceType: 'quota', resourceId: projectId, body: limits });
  }

  /** Back to the defaults. */
  reset(tx: Tx, context: CallContext, projectId: string): void {
    tx.send(RESET, [projectId]);
    audit(tx, context, { action: 'delete', resourceType: 'quota', resourceId: projectId });
  }
}

const amounts = (projectIds: readonly string[]): readonly (readonly [string, number])[] =>
  [...new Set(projectIds)].map(
    (projectId) => [projectId, projectIds.filter((id) => id === projectId).length] as const,
  );

/** @throws ApiError AdminRequired */
export function requireQuotaAdmin({ isAdmin }: CallContext): void {
  if (!isAdmin)
    throw apiError('AdminRequired', { reason: 'only an admin may see or set the quotas of others' });
}
