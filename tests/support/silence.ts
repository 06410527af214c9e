interface Database {
  query<R>(sql: string, params?: readonly unknown[]): Promise<R[]>;
}

/**
 * The last heartbeat of an agent, or of every one, came so long ago: time is what no message can play.
 * @param seconds negative: it lies ahead, so that the agent is alive for longer than a busy machine takes for a suite
 */
export async function silence(db: Database, seconds: number, host?: string): Promise<void> {
  await db.query(
    `UPDATE agents SET heartbeat_at = clock_timestamp() - $1 * interval '1 s' WHERE host = coalesce($2, host)`,
    [seconds, host ?? null],
  );
}
