import { Metrics, eventually, traces } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { createRefusalMeter, translateConstraint } from '@lbaas/server/testing';
import { CallerTurns, createConnectionPool, UnitOfWork } from '@lbaas/server/persistence';
import { type EventServer, startEventServer } from './events-fixture.ts';
import type { Client } from './lbaas-v1-client.ts';
import { type LbaasApi, memberOf } from './lbaas-v1-fixture.ts';

export interface TurnsServerOptions {
  readonly connections: number;
  readonly maxWaiting?: number;
  readonly maxWaitMs?: number;
  /** How long work waits for locks. @default `maxWaitMs`, as servers have it */
  readonly patienceMs?: number;
}

/** A server with few connections, of which each project has its share. */
export interface TurnsServer extends EventServer {
  /** The project of each unit of work so far. */
  readonly turns: readonly (string | undefined)[];
  /** A member of that project. */
  of(project: string): Client;
  /** Waits until that many statements wait for a lock, and that many calls for their turn. */
  untilWaiting(counts: { readonly forLocks: number; readonly forTurns: number }): Promise<void>;
  /** Number of calls refused for that reason. */
  refusedFor(reason: string): Promise<number>;
}

/** No test waits that long. */
const VERY_LONG_MS = 60_000;

export async function startTurnsServer(api: LbaasApi, options: TurnsServerOptions): Promise<TurnsServer> {
  const { connections, maxWaiting = 1000, maxWaitMs = VERY_LONG_MS, patienceMs = maxWaitMs } = options;
  const metrics = new Metrics();
  const callerTurns = new CallerTurns({
    connections,
    share: 0.8,
    maxWaiting,
    maxWaitMs,
    metrics,
    onRefused: createRefusalMeter(metrics),
  });
  const turns: (string | undefined)[] = [];
  const pool = createConnectionPool({ url: api.url, poolSize: connections });
  const unitOfWork = new UnitOfWork({
    pool,
    translate: translateConstraint,
    inTurn: (work, withinMs) => {
      turns.push(traces.getStore()?.projectId);
      return callerTurns.run(work, withinMs);
    },
    patienceMs,
  });
  const background = new UnitOfWork({ pool: api.pool });
  const server = await startEventServer(api, { metrics, database: { pool, unitOfWork, background } });
  const metric = async (line: string): Promise<number> =>
    Number(
      (await metrics.render())
        .split('\n')
        .find((text) => text.startsWith(`${line} `))
        ?.split(' ')[1],
    );
  return {
    ...server,
    turns,
    of: (project) => server.as(memberOf(project)),
    untilWaiting: ({ forLocks, forTurns }) =>
      eventually(
        async () => {
          expect(await metric('lbaas_api_waiting')).to.equal(forTurns);
          expect(await blockedStatements(api)).to.equal(forLocks);
        },
        { withinMs: 30_000 },
      ),
    refusedFor: (reason) => metric(`lbaas_api_refused_total{reason="${reason}"}`),
  };
}

async function blockedStatements(api: LbaasApi): Promise<number> {
  const blocked = await api.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return blocked.length;
}

/** Locks a device until the returned function is called. */
export async function lockDevice(api: LbaasApi, deviceId: string): Promise<() => void> {
  const holder = await api.pool.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE', [deviceId]);
  let isLocked = true;
  return () => {
    if (isLocked) holder.release(true);
    isLocked = false;
  };
}
