import type { AgentId, DeviceId } from '@lbaas/common/domain';
import { type Liveness, isHeldSql, isIdleSql, moveDevices, placedSql } from '../devices/index.ts';
import { type RowOf, StaleRead, type Tx } from '../persistence/index.ts';
import type { Candidate } from './candidate.ts';
import { readCandidates, touchedNetworksSql } from './candidates-sql.ts';
import { type DeviceTraits, needOf } from './need.ts';
import { refusal } from './eligibility.ts';
import type { ServiceProvider } from '../devices/providers.ts';
import type { Scheduler } from './scheduler.ts';
import { type Assigned, type Spread, spread } from './spread.ts';

export interface MoverOptions extends Liveness {
  readonly scheduler: Scheduler;
  readonly providers: readonly ServiceProvider[];
  /** [0, 1) */
  readonly random?: () => number;
}

export interface Source {
  readonly agentId: AgentId;
  readonly host: string;
}

interface MoveAway {
  readonly from: Source;
  /** Why, for the API and the audit log. */
  readonly why: string;
  readonly isFenced: boolean;
  readonly requestId: string;
}

export interface Batch {
  /** Devices behind this one, in the order of the ids. */
  readonly after: DeviceId | undefined;
  readonly limit: number;
  /** Moves so many of them at most. @default all */
  readonly take?: number;
  /** Agents that get nothing. */
  readonly except?: ReadonlySet<AgentId>;
}

export interface Moved extends Pick<Spread, 'stuck'> {
  readonly moved: readonly Assigned[];
  /** Where the next batch begins; undefined after the last one. */
  readonly next: DeviceId | undefined;
}

export interface Judged extends Source {
  /** In words that follow "it is". */
  readonly refusal: string | undefined;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

const IS_IDLE = `EXISTS (SELECT 1 FROM placements p WHERE p.device_id = d.id AND ${isIdleSql('p')})`;

/** Devices that somebody else has in hand are left to the next pass. */
const LOCK_DEVICES_ON = `
SELECT d.id, d.provider, ${IS_IDLE} AS "isIdle", ${touchedNetworksSql('d')} AS networks
FROM (
  SELECT * FROM devices d WHERE NOT d.deleting AND d.id > $2
    AND ${placedSql(`WHERE p.agent_id = $1 AND ${isHeldSql('p')}`)}
  ORDER BY d.id LIMIT $3 FOR UPDATE SKIP LOCKED
) d ORDER BY d.id`;

const READ_DEVICE = `
SELECT d.id, d.provider, ${IS_IDLE} AS "isIdle", ${touchedNetworksSql('d')} AS networks FROM devices d WHERE d.id = $1`;

/** One entry for each, as of a call of nobody. */
const RECORD = `
INSERT INTO audit_log (request_id, project_id, action, resource_type, resource_id, body)
SELECT $1, d.project_id, 'update', CASE d.kind WHEN 'load_balancer' THEN 'pool' ELSE d.kind END, d.id,
  jsonb_build_object('moved', jsonb_build_object('from', $4::text, 'to', m.host, 'why', $5::text))
FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS m (id, host, n) JOIN devices d ON d.id = m.id ORDER BY m.n`;

interface DeviceOn
  extends Pick<RowOf<'devices'>, 'id' | 'provider'>, Pick<DeviceTraits, 'networks' | 'isIdle'> {}

/** Moves devices off an agent, many in one go. Each batch is a few statements, however many devices are in it. */
export class Mover {
  readonly #options: Required<MoverOptions>;

  constructor(options: MoverOptions) {
    this.#options = { random: Math.random, ...options };
  }

  /** The next batch of an agent, which the caller has locked. What nobody can take stays where it is. */
  async moveBatch(
    tx: Tx,
    away: MoveAway,
    { after, limit, take = limit, except = new Set() }: Batch,
  ): Promise<Moved> {
    const { agentId } = away.from;
    const devices = await tx.query<DeviceOn>(LOCK_DEVICES_ON, [agentId, after ?? NOBODY, limit]);
    if (devices.length === 0) return { moved: [], stuck: [], next: undefined };
    const candidates = await this.candidates(tx, new Set([...except, agentId]));
    const { assigned, stuck } = spread(
      devices.map((device) => this.#homeless(device)),
      candidates,
      this.#options,
    );
    const moved = await this.move(tx, away, assigned.slice(0, take));
    return { moved, stuck, next: devices.length < limit ? undefined : devices.at(-1)?.id };
  }

  candidates(tx: Tx, except: ReadonlySet<AgentId>): Promise<readonly Candidate[]> {
    return readCandidates(tx, this.#options.agentDownAfterMs, except);
  }

  /** Why an agent, which the caller has locked like the device, cannot have it; `refusal` is undefined when it can. */
  async judge(tx: Tx, deviceId: DeviceId, agentId: AgentId): Promise<Judged> {
    const [device] = await tx.query<DeviceOn>(READ_DEVICE, [deviceId]);
    const target = (await this.candidates(tx, new Set())).find((candidate) => candidate.agentId === agentId);
    if (device === undefined || target === undefined) throw new StaleRead('the device or the agent is gone');
    const { need } = this.#homeless(device);
    return { agentId, host: target.host, refusal: refusal(target, need) };
  }

  /** Devices that the caller has locked. @returns those that were moved */
  async move(tx: Tx, away: MoveAway, assigned: readonly Assigned[]): Promise<readonly Assigned[]> {
    const done = await moveDevices(tx, assigned, away);
    const ids = new Set(done.map(({ deviceId }) => deviceId));
    const moved = assigned.filter(({ deviceId }) => ids.has(deviceId));
    if (moved.length > 0) {
      const devices = moved.map(({ deviceId }) => deviceId);
      const hosts = moved.map(({ host }) => host);
      tx.send(RECORD, [away.requestId, devices, hosts, away.from.host, away.why]);
    }
    return moved;
  }

  #homeless(device: DeviceOn) {
    return { deviceId: device.id, need: needOf(device, this.#options.providers) };
  }
}
