import { randomUUID } from 'node:crypto';
import type { Args } from '@lbaas/common/contract';
import { LOADBALANCER_AGENT_TYPE } from '@lbaas/common/domain';
import type { Tx } from '../persistence/index.ts';
import { type HeartbeatVerdict, type KnownAgent, judgeHeartbeat } from './judge-heartbeat.ts';
import type { ReportContext } from './report-context.ts';

type State = Args<'report_state'>;

interface AgentRow extends KnownAgent {
  readonly id: string;
  readonly adminStateUp: boolean;
  readonly deviceDrivers: readonly string[];
  readonly physicalNetworks: readonly string[];
  readonly conflictKnown: boolean;
}

const LOCK_AGENT = `
SELECT id, run_id AS "runId", extract(epoch FROM started_at)::float8 * 1000 AS "startedAtMs",
  heartbeat_at > clock_timestamp() - $2::float8 * interval '1 ms' AS alive, admin_state_up AS "adminStateUp",
  device_drivers AS "deviceDrivers", physical_networks AS "physicalNetworks",
  coalesce(conflict_at > clock_timestamp() - interval '60 s', false) AS "conflictKnown"
FROM agents WHERE host = $1 FOR NO KEY UPDATE`;

const UPSERT_AGENT = `
INSERT INTO agents AS a (id, host, agent_type, binary_name, version, run_id, device_drivers, physical_networks,
  tunnel_ip, devices, load, inventory_digest, started_at, heartbeat_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, clock_timestamp())
ON CONFLICT (host) DO UPDATE SET
  binary_name = EXCLUDED.binary_name, version = EXCLUDED.version, run_id = EXCLUDED.run_id,
  device_drivers = EXCLUDED.device_drivers, physical_networks = EXCLUDED.physical_networks,
  tunnel_ip = EXCLUDED.tunnel_ip, devices = EXCLUDED.devices, load = EXCLUDED.load,
  inventory_digest = EXCLUDED.inventory_digest, started_at = EXCLUDED.started_at, heartbeat_at = EXCLUDED.heartbeat_at`;

/** What was put off because its host did not listen is due now. */
const WAKE_PLACEMENTS = `
UPDATE placements p SET not_before = clock_timestamp() FROM agents a
WHERE a.host = $1 AND p.agent_id = a.id AND p.not_before > clock_timestamp()`;

/** The cast that disabled it may have been lost: an agent that still runs devices is told again. */
const TELL_AGAIN = `
WITH forgotten AS (
  UPDATE agents SET told_admin_state_up = true WHERE host = $1 AND NOT admin_state_up RETURNING 1
)
SELECT pg_notify('lbaas_placement', '') FROM forgotten`;

const WAKE_SERVERS = `SELECT pg_notify('lbaas_dispatch', ''), pg_notify('lbaas_placement', '')`;

/**
 * A heartbeat. The first one of a host registers its agent; one that makes an agent fit for work again, or for more,
 * wakes what waits for it. Of two processes under one host name only the later one counts.
 */
export async function reportState(context: ReportContext, state: State, sentAt: string): Promise<void> {
  const { known, verdict } = await context.unitOfWork.write((tx) => record(tx, context, state, sentAt));
  logVerdict(context, state, known, verdict);
}

async function record(
  tx: Tx,
  context: ReportContext,
  state: State,
  sentAt: string,
): Promise<{ known: AgentRow | undefined; verdict: HeartbeatVerdict }> {
  const [known] = await tx.query<AgentRow>(LOCK_AGENT, [state.host, context.agentDownAfterMs]);
  const verdict = judgeHeartbeat(known, {
    runId: state.run_id,
    startedAtMs: Date.parse(state.started_at),
    sentAtMs: Date.parse(sentAt),
  });
  if (verdict === 'conflict') {
    await tx.query('UPDATE agents SET conflict_at = clock_timestamp() WHERE host = $1', [state.host]);
  }
  if (verdict === 'conflict' || verdict === 'late') return { known, verdict };
  await upsertAgent(tx, state);
  if (known?.adminStateUp === false && state.devices > 0) await tx.query(TELL_AGAIN, [state.host]);
  if (verdict !== 'same' || offersChanged(known, state)) await wakeWaiting(tx, state.host);
  return { known, verdict };
}

async function upsertAgent(tx: Tx, state: State): Promise<void> {
  await tx.query(UPSERT_AGENT, [
    randomUUID(),
    state.host,
    LOADBALANCER_AGENT_TYPE,
    state.binary,
    state.version,
    state.run_id,
    state.device_drivers,
    state.physical_networks,
    state.tunnel_ip,
    state.devices,
    state.load,
    state.inventory_digest,
    state.started_at,
  ]);
}

async function wakeWaiting(tx: Tx, host: string): Promise<void> {
  await tx.query(WAKE_PLACEMENTS, [host]);
  await tx.query(WAKE_SERVERS);
}

const offersChanged = (known: AgentRow | undefined, state: State): boolean =>
  known?.deviceDrivers.join() !== state.device_drivers.join() ||
  known.physicalNetworks.join() !== state.physical_networks.join();

function logVerdict(
  { logger }: ReportContext,
  state: State,
  known: AgentRow | undefined,
  verdict: HeartbeatVerdict,
): void {
  const about = { agent: state.host, run_id: state.run_id };
  if (verdict === 'conflict' && known?.conflictKnown === false) {
    logger.warn({ ...about, current_run_id: known.runId }, 'two agent processes run under one host name');
  }
  if (verdict === 'registered' || verdict === 'returned' || verdict === 'restarted') {
    logger.info(about, `agent ${verdict}`);
  }
}
