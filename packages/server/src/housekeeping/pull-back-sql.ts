interface Times {
  readonly table: string;
  readonly key: readonly string[];
  /** Times of what has happened, and those until which something is put off. */
  readonly columns: readonly string[];
}

/** What decisions are taken by. Times that are only shown stay as they are. */
const TIMES: readonly Times[] = [
  {
    table: 'agents',
    key: ['id'],
    columns: [
      'heartbeat_at',
      'run_since',
      'echo_at',
      'conflict_at',
      'challenger_at',
      'challenged_at',
      'drain_at',
      'failed_at',
    ],
  },
  {
    table: 'placements',
    key: ['device_id', 'agent_id'],
    columns: ['not_before', 'dispatched_at', 'reported_at', 'received_at', 'incident_at'],
  },
  { table: 'member_health', key: ['member_id'], columns: ['reported_at', 'received_at', 'changed_at'] },
];

const isAhead = ({ columns }: Times): string =>
  columns.map((column) => `${column} > clock_timestamp()`).join(' OR ');

/**
 * Sets what lies ahead to now. Rows that somebody else has locked are passed over: whoever waits for them could wait
 * for a lock of this transaction.
 */
const pullBackSql = (times: Times): string => {
  const { table, key, columns } = times;
  const pulled = (column: string): string =>
    `${column} = CASE WHEN t.${column} > clock_timestamp() THEN clock_timestamp() ELSE t.${column} END`;
  return `
WITH ahead AS MATERIALIZED (
  SELECT ${key.join(', ')} FROM ${table} WHERE ${isAhead(times)}
  ORDER BY ${key.join(', ')} FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE ${table} t SET ${columns.map(pulled).join(', ')}
FROM ahead WHERE ${key.map((column) => `t.${column} = ahead.${column}`).join(' AND ')}`;
};

/** A statement for each table. */
export const PULL_BACK: readonly string[] = TIMES.map(pullBackSql);

/** Whether anything lies ahead, locked or not (`isAhead`). */
export const IS_AHEAD = `SELECT ${TIMES.map(
  (times) => `EXISTS (SELECT 1 FROM ${times.table} WHERE ${isAhead(times)})`,
).join(' OR ')} AS "isAhead"`;
