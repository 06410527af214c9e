import type { Args } from '@lbaas/common/contract';
import type { Tx } from '../persistence/index.ts';
import { holdingOf } from './reported-placements.ts';
import { sinceRunSql } from '../agents/installation.ts';
import type { ReportContext } from './report-context.ts';

type Report = Args<'update_member_status'>;

/**
 * Members that are gone, or that are another device's, are left out. The key share lock keeps a member from being
 * deleted between the look-up and the insert; the order keeps two reports from deadlocking.
 */
const UPSERT_HEALTH = `
INSERT INTO member_health AS old (member_id, epoch, health, check_text, changed_at, reported_at, received_at)
SELECT m.id, $2, r.health, r.check_text, r.at, r.at, clock_timestamp()
FROM (
  SELECT j.member_id, j.pool_id, j.health, j."check" AS check_text, least($3::timestamptz, clock_timestamp()) AS at
  FROM jsonb_to_recordset($4::jsonb) AS j (member_id uuid, pool_id uuid, health text, "check" text)
) r
JOIN members m ON m.id = r.member_id AND m.pool_id = r.pool_id
JOIN pools po ON po.id = m.pool_id AND po.load_balancer_id = $1
ORDER BY m.id
FOR KEY SHARE OF m
ON CONFLICT (member_id) DO UPDATE SET
  epoch = EXCLUDED.epoch, health = EXCLUDED.health, check_text = EXCLUDED.check_text,
  changed_at = CASE WHEN old.health = EXCLUDED.health THEN old.changed_at ELSE EXCLUDED.changed_at END,
  reported_at = EXCLUDED.reported_at, received_at = EXCLUDED.received_at
WHERE (old.epoch, (SELECT ${sinceRunSql('old', 'a')} FROM agents a WHERE a.host = $5))
  <= (EXCLUDED.epoch, EXCLUDED.reported_at)`;

/** The newest word on the health of members: by epoch first, then by the run of the agent and its clock. */
export async function updateMemberStatus(context: ReportContext, report: Report): Promise<void> {
  const standing = await context.unitOfWork.statements(async (tx) => {
    const found = await holdingOf(tx, report);
    if (found === 'holder') await upsertHealth(tx, report);
    return found;
  });
  if (standing === 'stray') await context.strays.takeDown(report, 'telemetry');
}

async function upsertHealth(tx: Tx, report: Report): Promise<void> {
  // Two entries for one member would hit one row twice, which PostgreSQL refuses; the last one counts.
  const byMember = new Map(report.members.map((member) => [member.member_id, member]));
  const members = JSON.stringify([...byMember.values()]);
  await tx.query(UPSERT_HEALTH, [report.device_id, report.epoch, report.at, members, report.host]);
  tx.notifyAfterCommit('lbaas_events');
}
