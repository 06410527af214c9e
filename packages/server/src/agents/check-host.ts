import type { Args, Result } from '@lbaas/common/contract';
import { aliveSql } from '../devices/index.ts';
import type { UnitOfWork } from '../persistence/index.ts';
import { foreignSql, installationOf } from './installation.ts';

type Answer = Result<'check_host'>;

interface Asked {
  readonly unitOfWork: UnitOfWork;
  readonly agentDownAfterMs: number;
}

/** A deleted agent keeps nobody from its name. */
const READ_NAME = `
SELECT clock_timestamp() AS now, (
  SELECT CASE WHEN NOT ${foreignSql('a', '$2')} THEN 'own' WHEN ${aliveSql('a', '$3')} THEN 'taken' ELSE 'silent' END
  FROM agents a WHERE host = $1 AND deleted_at IS NULL
) AS name`;

/** What a host is told that asks whether its agent could be started. */
export async function checkHost(context: Asked, args: Args<'check_host'>): Promise<Answer> {
  const asking = [args.host, installationOf(args), context.agentDownAfterMs];
  return context.unitOfWork.statements(async (tx) => {
    const [row] = await tx.query<{ now: Date; name: Answer['name'] | null }>(READ_NAME, asking);
    return { now: (row?.now ?? new Date()).toISOString(), name: row?.name ?? 'free' };
  });
}
