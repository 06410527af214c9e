import { randomUUID } from 'node:crypto';
import { SocketAddress, isIP } from 'node:net';
import type { Args } from '@lbaas/common/contract';
import { LOADBALANCER_AGENT_TYPE } from '@lbaas/common/domain';
import { HISTORY_ID, type RowOf, type Tx } from '../persistence/index.ts';
import { type Liveness, aliveSql, endDelaysOn, handOver, receivesSql } from '../devices/index.ts';
import { type AwaitedEcho, awaitEcho } from './await-echo.ts';
import { isFinishedSql, removeTombstone } from './deleted-agents.ts';
import { installationOf } from './installation.ts';
import { certainLease, leaseFor } from './lease.ts';
import { type FailedAgent, receiveBack } from './return-of-agent.ts';
import { type HeartbeatVerdict, type KnownAgent, judgeHeartbeat } from './judge-heartbeat.ts';
import type { SenderContext } from './sender-context.ts';

type State = Args<'report_state'>;

type Agent = RowOf<'agents'>;

interface AgentRow extends KnownAgent, FailedAgent {
  readonly id: Agent['id'];
  readonly adminStateUp: Agent['admin_state_up'];
  readonly deviceDrivers: Agent['device_drivers'];
  readonly physicalNetworks: Agent['physical_networks'];
  readonly networkTypes: Agent['network_types'];
  readonly tunnelIp: Agent['tunnel_ip'];
  readonly devices: Agent['devices'];
  /** How many devices it keeps against the database. */
  readonly kept: number;
  readonly carries: Agent['carries'];
  readonly conflictKnown: boolean;
  readonly echoBeat: Agent['echo_beat'];
  readonly receives: boolean;
  /** Deleted, and nothing keeps the row. */
  readonly isFinished: boolean;
  /** Its devices were moved away, and it has not been heard since. */
  readonly failedOver: boolean;
  /** Other agents that can take devices. */
  readonly others: number;
  /** Whose turn it is to take the name over. */
  readonly challenger: Agent['challenger_id'];
}

const CHANGES_NOTHING: ReadonlySet<HeartbeatVerdict> = new Set(['conflict', 'late', 'refused', 'waiting']);

/**
 * A challenger that was silent for longer begins anew. It may miss a heartbeat; but after an outage that has silenced
 * everybody, the installation that has the name must get a word in before its silence counts.
 */
const challengeGapMs = (agentDownAfterMs: number): number => Math.max(agentDownAfterMs / 2, 5000);

const LOCK_AGENT = `
SELECT id, installation_id AS installation, run_id AS "runId", extract(epoch FROM started_at)::float8 * 1000 AS "startedAtMs",
  coalesce(former_runs, '{}') AS "formerRuns", ${aliveSql('a', '$2')} AS alive, ${isFinishedSql('$2')} AS "isFinished", admin_state_up AS "adminStateUp",
  echo_beat AS "echoBeat", ${receivesSql('a', '$2')} AS receives,
  failed_over AS "failedOver", failures, (
    SELECT count(*)::int FROM agents o WHERE o.id <> a.id AND o.deleted_at IS NULL AND o.admin_state_up
      AND NOT o.cordoned AND ${aliveSql('o', '$2')}) AS others,
  coalesce(jsonb_array_length(kept_devices), 0) AS kept, devices, carries, device_drivers AS "deviceDrivers", physical_networks AS "physicalNetworks",
  network_types AS "networkTypes", host(tunnel_ip) AS "tunnelIp",
  coalesce(conflict_at > clock_timestamp() - interval '60 s', false) AS "conflictKnown",
  CASE WHEN challenger_at > clock_timestamp() - $4::float8 * interval '1 ms' THEN challenger_id END AS challenger,
  CASE WHEN challenger_id = $3 AND challenger_at > clock_timestamp() - $4::float8 * interval '1 ms'
    THEN extract(epoch FROM clock_timestamp() - challenged_at)::float8 * 1000 ELSE 0 END AS "challengedForMs"
FROM agents a WHERE host = $1 FOR NO KEY UPDATE`;

/** Whose last words may still come, or that may still run beside the current one. */
const REMEMBERED_RUNS = 8;

const UPSERT_AGENT = `
INSERT INTO agents AS a (id, host, agent_type, binary_name, version, run_id, installation_id, device_drivers, physical_networks,
  devices, load, started_at, capacity, carries, echo_beat, echo_at, heartbeat_at, port_security,
  network_types, tunnel_ip, lease_s, lease_lapsed, kept_devices, programs, clock_ahead_s, run_since)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
  CASE WHEN $15::bigint IS NOT NULL THEN clock_timestamp() END, clock_timestamp(), $17, $18, $19, $20, $21, $22, $23, $24, clock_timestamp())
ON CONFLICT (host) DO UPDATE SET
  binary_name = EXCLUDED.binary_name, version = EXCLUDED.version, run_id = EXCLUDED.run_id,
  run_since = CASE WHEN a.run_id = EXCLUDED.run_id THEN a.run_since ELSE EXCLUDED.run_since END,
  former_runs = CASE WHEN a.run_id = EXCLUDED.run_id THEN a.former_runs
    ELSE (a.run_id || array_remove(a.former_runs, EXCLUDED.run_id))[1:${REMEMBERED_RUNS}] END,
  installation_id = EXCLUDED.installation_id,
  device_drivers = EXCLUDED.device_drivers, physical_networks = EXCLUDED.physical_networks,
  network_types = EXCLUDED.network_types, tunnel_ip = EXCLUDED.tunnel_ip,
  lease_s = EXCLUDED.lease_s, lease_lapsed = EXCLUDED.lease_lapsed, failed_over = false,
  kept_devices = EXCLUDED.kept_devices, programs = EXCLUDED.programs, clock_ahead_s = EXCLUDED.clock_ahead_s,
  capacity = EXCLUDED.capacity, carries = EXCLUDED.carries, port_security = EXCLUDED.port_security,
  echo_beat = EXCLUDED.echo_beat, echo_at = CASE WHEN $16::boolean THEN a.echo_at ELSE EXCLUDED.echo_at END,
  devices = EXCLUDED.devices, load = EXCLUDED.load, started_at = EXCLUDED.started_at, heartbeat_at = EXCLUDED.heartbeat_at
RETURNING ${HISTORY_ID} AS "historyId", clock_timestamp() AS now`;

/** Another installation asks for the name. The first one that does keeps its turn as long as it goes on asking. */
const CHALLENGE = `
UPDATE agents SET challenger_id = $2, challenger_at = clock_timestamp(),
  challenged_at = CASE WHEN $3 THEN challenged_at ELSE clock_timestamp() END
WHERE host = $1`;

/** The cast that disabled it may have been lost: an agent that still runs devices is notified again. */
const NOTIFY_AGAIN = `
WITH forgotten AS (
  UPDATE agents SET told_admin_state_up = true WHERE host = $1 AND NOT admin_state_up RETURNING 1
)
SELECT pg_notify('lbaas_placement', '') FROM forgotten`;

/**
 * It may have been deleted while it lived, and run what is placed elsewhere by now, or believe that it is disabled.
 * Notified that it is up, it asks for its list.
 */
const NOTIFY_THAT_IT_IS_UP = 'UPDATE agents SET told_admin_state_up = false WHERE host = $1';

/** Its silence may have been seen before it was recorded: the events tell its end then. */
const NOTE_SILENCE = 'SELECT note_agent($1, true, NULL)';

const WAKE_SERVERS = `SELECT pg_notify('lbaas_dispatch', ''), pg_notify('lbaas_placement', '')`;

/**
 * A heartbeat. The first one of a host registers its agent; one that makes an agent fit for work again, or for more,
 * wakes what waits for it. Of two processes of one installation only the later one counts, and of two installations
 * the one that was there first, until it has been silent for long enough.
 */
export async function reportState(context: SenderContext, state: State, sentAt: string): Promise<void> {
  const recorded = await context.unitOfWork.transaction((tx) => record(tx, context, state, sentAt));
  const { known, verdict, leaseS, takenBack, answered } = recorded;
  logVerdict(context, state, known, verdict);
  logKept(context, state, known?.kept ?? 0);
  if (takenBack.length > 0) {
    context.logger.warn(
      { agent: state.host, devices: takenBack.length },
      'an agent that was failed over is back, and keeps what it has served all the time',
    );
  }
  if (!CHANGES_NOTHING.has(verdict)) context.echoes.send(state, { leaseS, ...answered });
  if (verdict === 'refused') await context.refusals.tell(state.host, installationOf(state));
}

interface Recorded {
  readonly known: AgentRow | undefined;
  readonly verdict: HeartbeatVerdict;
  /** The lease that the agent is to hold. */
  readonly leaseS: number | null;
  /** Devices that were moved away, and are its own again. */
  readonly takenBack: readonly string[];
  /** Undefined where nothing is answered. */
  readonly answered?: Answered | undefined;
}

/** Of the database. */
interface Answered {
  readonly historyId: string;
  readonly now: Date;
}

async function record(tx: Tx, context: SenderContext, state: State, sentAt: string): Promise<Recorded> {
  const { agentDownAfterMs } = context;
  const installation = installationOf(state);
  const lookup = [state.host, agentDownAfterMs, installation, challengeGapMs(agentDownAfterMs)];
  const [found] = await tx.query<AgentRow>(LOCK_AGENT, lookup);
  const known = await withoutTombstone(tx, context, found);
  const beat = {
    installation,
    runId: state.run_id,
    startedAtMs: Date.parse(state.started_at),
    sentAtMs: Date.parse(sentAt),
  };
  const verdict = judgeHeartbeat(known, beat, agentDownAfterMs / 2);
  if (verdict === 'conflict' || verdict === 'refused') {
    await tx.query('UPDATE agents SET conflict_at = clock_timestamp() WHERE host = $1', [state.host]);
  }
  if (verdict === 'refused' || verdict === 'waiting') await challenge(tx, state, known);
  const leaseS = leaseFor(context, known?.others ?? 0);
  if (CHANGES_NOTHING.has(verdict)) return { known, verdict, leaseS, takenBack: [] };
  const awaited = awaitEcho(verdict === 'same' ? known?.echoBeat : undefined, state);
  const answered = await upsertAgent(tx, state, awaited, certainLease(state, leaseS));
  const takenBack = known?.failedOver === true ? await receiveBack(tx, known, state) : [];
  if (known?.alive === false) await tx.query(NOTE_SILENCE, [known.id]);
  if (verdict === 'replaced' && known !== undefined) await handOver(tx, known.id);
  if (known === undefined) await tx.query(NOTIFY_THAT_IT_IS_UP, [state.host]);
  if (known?.adminStateUp === false && state.devices > 0) await tx.query(NOTIFY_AGAIN, [state.host]);
  const receivesAgain = known?.receives === false && !awaited.isOverdue;
  const isNews = verdict !== 'same' || receivesAgain || known?.failedOver === true;
  if (isNews || offersChanged(known, state)) await wakeWaiting(tx, state.host);
  return { known, verdict, leaseS, takenBack, answered };
}

/** A deleted agent that has nothing left to take down is none: it registers anew. */
async function withoutTombstone(
  tx: Tx,
  liveness: Liveness,
  found: AgentRow | undefined,
): Promise<AgentRow | undefined> {
  if (found?.isFinished !== true) return found;
  await removeTombstone(tx, found.id, liveness);
  return undefined;
}

async function challenge(tx: Tx, state: State, known: AgentRow | undefined): Promise<void> {
  const installation = installationOf(state);
  const current = known?.challenger ?? installation;
  if (current === installation) {
    await tx.query(CHALLENGE, [state.host, installation, known?.challenger === installation]);
  }
}

async function upsertAgent(
  tx: Tx,
  state: State,
  { beat, isOverdue }: AwaitedEcho,
  leaseS: number | null,
): Promise<Answered | undefined> {
  const [row] = await tx.query<Answered>(UPSERT_AGENT, [
    randomUUID(),
    state.host,
    LOADBALANCER_AGENT_TYPE,
    state.binary,
    state.version,
    state.run_id,
    installationOf(state),
    state.device_drivers,
    state.physical_networks,
    state.devices,
    state.load,
    state.started_at,
    state.capacity === undefined ? null : JSON.stringify(state.capacity),
    carriedBy(state) ?? null,
    beat,
    isOverdue,
    state.port_security ?? null,
    state.network_types ?? null,
    tunnelIpOf(state) ?? null,
    leaseS,
    state.lease_lapsed ?? false,
    state.kept_devices === undefined ? null : JSON.stringify(state.kept_devices),
    state.programs === undefined ? null : JSON.stringify(state.programs),
    state.clock_ahead_seconds ?? null,
  ]);
  return row;
}

/** What is no address of one host is none; an agent refuses such a setting itself. */
function tunnelIpOf({ tunnel_ip: text }: State): string | undefined {
  const version = isIP(text ?? '');
  if (typeof text !== 'string' || version === 0) return undefined;
  return new SocketAddress({ address: text, family: version === 6 ? 'ipv6' : 'ipv4' }).address;
}

async function wakeWaiting(tx: Tx, host: string): Promise<void> {
  await endDelaysOn(tx, host);
  await tx.query(WAKE_SERVERS);
}

/** Devices that the tightest limit of the host is enough for; undefined when it does not say. */
const carriedBy = ({ capacity = [] }: State): number | undefined =>
  capacity.length === 0 ? undefined : Math.min(...capacity.map(({ carries }) => carries));

/** It was full, and is not any longer; of what it carries only that decides about what waits. */
function hasRoomAgain(known: AgentRow | undefined, state: State): boolean {
  const { carries, devices } = known ?? { carries: null, devices: 0 };
  return carries !== null && carries <= devices && (carriedBy(state) ?? Infinity) > state.devices;
}

const offersChanged = (known: AgentRow | undefined, state: State): boolean =>
  hasRoomAgain(known, state) ||
  known?.deviceDrivers.join() !== state.device_drivers.join() ||
  known.physicalNetworks.join() !== state.physical_networks.join() ||
  known.networkTypes?.join() !== state.network_types?.join() ||
  known.tunnelIp !== (tunnelIpOf(state) ?? null);

function logKept({ logger }: SenderContext, { host, kept_devices: kept = [] }: State, before: number): void {
  if (kept.length === before) return;
  const about = { agent: host, devices: kept.map(({ device_id }) => device_id) };
  if (kept.length === 0) logger.info(about, 'the agent keeps nothing against the database any more');
  else
    logger.warn(
      about,
      'the database was restored: the agent keeps devices that it does not know, or knows older versions of',
    );
}

function logVerdict(
  { logger }: SenderContext,
  state: State,
  known: AgentRow | undefined,
  verdict: HeartbeatVerdict,
): void {
  const about = { agent: state.host, run_id: state.run_id };
  if (verdict === 'conflict' && known?.conflictKnown === false) {
    logger.warn({ ...about, current_run_id: known.runId }, 'two agent processes run under one host name');
  }
  if (verdict === 'refused' && known?.conflictKnown === false) {
    const installations = { installation: installationOf(state), holder: known.installation };
    logger.warn(
      { ...about, ...installations },
      'refused an agent whose host name belongs to another installation',
    );
  }
  if (verdict === 'replaced') {
    const installations = { installation: installationOf(state), previous: known?.installation };
    logger.warn(
      { ...about, ...installations },
      'another installation has taken over the host name of a silent one',
    );
  }
  if (verdict === 'registered' || verdict === 'returned' || verdict === 'restarted') {
    logger.info(about, `agent ${verdict}`);
  }
}
