import { isDeepStrictEqual } from 'node:util';
import type { AmqpConnection, RpcClient } from '@lbaas/common/amqp';
import type { LogicalDevice } from '@lbaas/common/contract';
import {
  Backoff,
  type Clock,
  KeyedWorkQueue,
  type Lifecycle,
  type Logger,
  type Metrics,
  type WorkResult,
  withDeadline,
} from '@lbaas/common/runtime';
import { type AgentIdentity, senderOf } from '../identity/agent-identity.ts';
import type { Haproxy, MemberHealthReport, PoolTotals } from '../drivers/haproxy/index.ts';
import type { DesiredDevice, DesiredDevices, DeviceMemories } from '../reconcile/index.ts';
import { healthNews } from './health-news.ts';
import { PoolSeries } from './pool-series.ts';

export interface DevicePollerOptions {
  readonly identity: AgentIdentity;
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly connection: Pick<AmqpConnection, 'connected' | 'onConnected'>;
  readonly haproxy: Pick<Haproxy, 'poll' | 'onNews'>;
  readonly desired: DesiredDevices;
  readonly memories: DeviceMemories;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly healthEveryMs: number;
  readonly statsEveryMs: number;
  /** Devices that are asked at once. */
  readonly concurrency: number;
}

interface Told {
  readonly epoch: number;
  readonly health: ReadonlyMap<string, MemberHealthReport>;
  readonly stats: ToldStats | undefined;
}

interface ToldStats {
  readonly atMs: number;
  readonly totals: readonly PoolTotals[];
}

/** After a deployment: the first request through a new VIP must not wait for this. */
const SETTLE_MS = 50;
const POLL_DEADLINE_MS = 5_000;
/** Several members that change at once are seen by one look. */
const NEWS_SETTLE_MS = 10;
/** Between two looks that HAProxy asks for, so that members that flap do not keep agent and servers busy. */
const NEWS_GAP_MS = 200;
/** Totals that do not change are repeated at this multiple of their pace, because the server may have lost them. */
const UNCHANGED_STATS_PACE = 6;

/**
 * Asks each running HAProxy how its members are and what it has carried: when it says that a member has changed, and at
 * the pace of the totals, where a change that was missed would show as well. One that does not say it is asked twice
 * between two checks. Transitions of members go out at once, and all of them after a deployment and after a reconnect,
 * totals that have changed at their own pace. What the broker did not confirm counts as not told.
 */
export class DevicePoller implements Lifecycle {
  readonly #options: DevicePollerOptions;
  readonly #queue: KeyedWorkQueue<string>;
  readonly #told = new Map<string, Told>();
  readonly #series: PoolSeries;
  readonly #newsAtMs = new Map<string, number>();
  /** Devices that run nothing, whose members have been told of as unknown. */
  readonly #silent = new Set<string>();
  #unsubscribe: (() => void) | undefined;

  constructor(options: DevicePollerOptions) {
    this.#options = options;
    const { concurrency, healthEveryMs, logger, clock, metrics } = options;
    this.#series = new PoolSeries(metrics);
    this.#queue = new KeyedWorkQueue({
      name: 'poll',
      concurrency,
      backoff: new Backoff({ baseMs: healthEveryMs, capMs: 10_000 }),
      work: (deviceId) => this.#work(deviceId),
      logger,
      clock,
    });
    options.haproxy.onNews((deviceId, news) => {
      if (news !== 'hung') this.#onNews(deviceId);
    });
  }

  start(): void {
    if (this.#unsubscribe !== undefined) return;
    this.#queue.start();
    this.#unsubscribe = this.#options.connection.onConnected(() => this.#tellAll());
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    await this.#queue.stop();
  }

  /** The device was changed, or found as it must be. */
  realised(deviceId: string): void {
    this.#forgetHealth(deviceId);
    this.#queue.addAfter(deviceId, SETTLE_MS);
  }

  #onNews(deviceId: string): void {
    const nowMs = this.#options.clock.monotonicMs();
    const afterMs = Math.max(NEWS_SETTLE_MS, (this.#newsAtMs.get(deviceId) ?? 0) + NEWS_GAP_MS - nowMs);
    this.#newsAtMs.set(deviceId, nowMs + afterMs);
    this.#queue.addAfter(deviceId, afterMs);
  }

  /** Spread over one interval, so that 500 devices do not answer at once. */
  #tellAll(): void {
    for (const deviceId of this.#options.desired.ids()) {
      this.#forgetHealth(deviceId);
      this.#queue.addAfter(deviceId, Math.random() * this.#options.healthEveryMs);
    }
  }

  #forgetHealth(deviceId: string): void {
    const told = this.#told.get(deviceId);
    if (told !== undefined) this.#told.set(deviceId, { ...told, health: new Map() });
  }

  async #work(deviceId: string): Promise<WorkResult> {
    const { desired, memories } = this.#options;
    const wanted = desired.get(deviceId);
    if (wanted?.wanted !== 'present' || memories.peek(deviceId)?.pid === undefined) {
      this.#told.delete(deviceId);
      this.#newsAtMs.delete(deviceId);
      this.#series.drop(deviceId);
      return await this.#silence(deviceId, wanted);
    }
    this.#silent.delete(deviceId);
    try {
      const { followed } = await this.#look(wanted.device);
      const { statsEveryMs } = this.#options;
      return { kind: 'again', afterMs: followed ? statsEveryMs : lookAgainMs(wanted.device, this.#options) };
    } catch (error) {
      return { kind: 'retry', reason: String(error) };
    }
  }

  /** Nobody checks the members any more, so what was told of them does not hold. A reconnect brings it up again. */
  async #silence(deviceId: string, wanted: DesiredDevice | undefined): Promise<WorkResult> {
    if (wanted?.wanted !== 'present') {
      this.#silent.delete(deviceId);
      return { kind: 'done' };
    }
    const members = membersUnknown(wanted.device);
    const isDue = members.length > 0 && this.#options.connection.connected && !this.#silent.has(deviceId);
    if (!isDue) return { kind: 'done' };
    try {
      await this.#sendHealth(wanted.device, members);
      this.#silent.add(deviceId);
      return { kind: 'done' };
    } catch (error) {
      return { kind: 'retry', reason: String(error) };
    }
  }

  async #look(device: LogicalDevice): Promise<{ followed: boolean }> {
    const { haproxy, connection } = this.#options;
    const { device_id: id, epoch } = device;
    const before = this.#told.get(id);
    const polled = await withDeadline(`poll of ${id}`, POLL_DEADLINE_MS, () => haproxy.poll(id, epoch));
    this.#series.show(id, polled.stats);
    // Looked at all the same: what HAProxy has counted until now is safe from its end.
    if (!connection.connected) return polled;
    const known =
      before?.epoch === epoch ? before : { epoch, health: new Map<string, never>(), stats: undefined };
    const news = healthNews(known.health, polled.health);
    if (news.length > 0) await this.#sendHealth(device, news);
    const stats = await this.#tellStats(device, known.stats, polled.stats);
    // Something may have asked for everything to be told again meanwhile.
    if (this.#told.get(id) !== before) return polled;
    const health = new Map(polled.health.map((report) => [report.memberId, report]));
    this.#told.set(id, { epoch, health, stats });
    return polled;
  }

  /** @returns what the servers know then */
  async #tellStats(
    device: LogicalDevice,
    told: ToldStats | undefined,
    totals: readonly PoolTotals[],
  ): Promise<ToldStats | undefined> {
    const { statsEveryMs, clock } = this.#options;
    const atMs = clock.monotonicMs();
    const ageMs = told === undefined ? Number.POSITIVE_INFINITY : atMs - told.atMs;
    if (totals.length === 0 || ageMs < statsEveryMs) return told;
    const isOld = ageMs >= UNCHANGED_STATS_PACE * statsEveryMs;
    if (!isOld && isDeepStrictEqual(told?.totals, totals)) return told;
    await this.#sendStats(device, totals);
    return { atMs, totals };
  }

  async #sendHealth({ device_id, epoch }: LogicalDevice, news: readonly MemberHealthReport[]): Promise<void> {
    const { rpc, identity, clock } = this.#options;
    await rpc.cast('server', 'update_member_status', {
      ...senderOf(identity),
      device_id,
      epoch,
      at: clock.now().toISOString(),
      members: news.map(({ memberId, poolId, health, check }) => ({
        member_id: memberId,
        pool_id: poolId,
        health,
        check: check ?? null,
      })),
    });
  }

  async #sendStats({ device_id, epoch }: LogicalDevice, totals: readonly PoolTotals[]): Promise<void> {
    const { rpc, identity, clock } = this.#options;
    await rpc.cast('server', 'update_device_stats', {
      ...senderOf(identity),
      device_id,
      epoch,
      at: clock.now().toISOString(),
      pools: totals.map((pool) => ({
        pool_id: pool.poolId,
        bytes_in: pool.bytesIn,
        bytes_out: pool.bytesOut,
        active_connections: pool.activeConnections,
        total_connections: pool.totalConnections,
      })),
    });
  }
}

const membersUnknown = ({ snapshot }: LogicalDevice): MemberHealthReport[] =>
  snapshot.pools.flatMap(({ id: poolId, members }) =>
    members.map(({ id: memberId }) => ({ poolId, memberId, health: 'unknown', check: undefined })),
  );

type Pace = Pick<DevicePollerOptions, 'healthEveryMs' | 'statsEveryMs'>;

/** Twice between two checks of the quickest monitor, where the settings do not ask for less; totals are due anyway. */
function lookAgainMs({ snapshot }: LogicalDevice, { healthEveryMs, statsEveryMs }: Pace): number {
  const monitors = snapshot.pools.flatMap((pool) => pool.health_monitors);
  const delaysS = monitors.filter((monitor) => monitor.admin_state_up).map(({ delay }) => delay);
  if (delaysS.length === 0) return statsEveryMs;
  const halfCheckMs = Math.min(...delaysS) * 500;
  return Math.max(healthEveryMs, Math.min(halfCheckMs, statsEveryMs));
}
