import type { UnitOfWork } from '../../../persistence/index.ts';
import { apiError } from '../../../usecases/errors.ts';
import type { CallDefinition } from '../../http/call.ts';
import { exactly } from '../../http/json-schema.ts';
import { isUuid } from '../../resource/validators.ts';

/** Totals of all epochs; what is active is what the newest one says. Sums stay exact in JSON. */
const POOL_STATS = `
SELECT least(coalesce(sum(s.bytes_in), 0), 9007199254740991)::bigint AS bytes_in,
  least(coalesce(sum(s.bytes_out), 0), 9007199254740991)::bigint AS bytes_out,
  coalesce((array_agg(s.active_connections ORDER BY s.epoch DESC))[1], 0) AS active_connections,
  least(coalesce(sum(s.total_connections), 0), 9007199254740991)::bigint AS total_connections
FROM pools p LEFT JOIN statistics s ON s.pool_id = p.id
WHERE p.id = $1 AND ($2 OR p.project_id = $3) GROUP BY p.id`;

const COUNTER = { type: 'integer', minimum: 0 };
const SHOWN = exactly({
  bytes_in: COUNTER,
  bytes_out: COUNTER,
  active_connections: COUNTER,
  total_connections: COUNTER,
});

/** GET /lb/pools/{id}/stats: exactly four integers, zeros at the start. */
export const poolStatsCall = (unitOfWork: UnitOfWork): CallDefinition => ({
  method: 'GET',
  path: '/lb/pools/:id/stats',
  docs: { summary: 'Show the counters of a pool', tag: 'lb', answer: exactly({ stats: SHOWN }) },
  run: async ({ context, params }) => {
    const id = params['id'] ?? '';
    if (!isUuid(id)) throw apiError('PoolNotFound', { id });
    const [stats] = await unitOfWork.statements((tx) =>
      tx.query(POOL_STATS, [id, context.isAdmin, context.projectId]),
    );
    if (stats === undefined) throw apiError('PoolNotFound', { id });
    return { stats };
  },
});
