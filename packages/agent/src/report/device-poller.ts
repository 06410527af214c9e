import type { AmqpConnection, RpcClient } from '@lbaas/common/amqp';
import type { LogicalDevice } from '@lbaas/common/contract';
import {
  Backoff,
  type Clock,
  KeyedWorkQueue,
  type Lifecycle,
  type Logger,
  type Metrics,
  type Verdict,
  withDeadline,
} from '@lbaas/common/runtime';
import { type AgentIdentity, senderOf } from '../config/agent-identity.ts';
import type { Haproxy, MemberHealthReport, PoolTotals } from '../haproxy/index.ts';
import type { DesiredDevices, DeviceMemories } from '../reconcile/index.ts';
import { healthNews } from './health-news.ts';
import { PoolSeries } from './pool-series.ts';

export interface DevicePollerOptions {
  readonly identity: AgentIdentity;
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly connection: Pick<AmqpConnection, 'connected' | 'onConnected'>;
  readonly haproxy: Pick<Haproxy, 'poll'>;
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
  readonly statsAtMs: number | undefined;
}

/** After a deployment: the first request through a new VIP must not wait for this. */
const SETTLE_MS = 50;
const POLL_DEADLINE_MS = 5_000;

/**
 * Asks each running HAProxy how its members are and what it has carried, over one connection per look. Transitions of
 * members go out at once, and all of them after a deployment and after a reconnect, totals at their own pace. What
 * the broker did not confirm counts as not told. A device without a monitor is only looked at for its totals.
 */
export class DevicePoller implements Lifecycle {
  readonly #options: DevicePollerOptions;
  readonly #queue: KeyedWorkQueue<string>;
  readonly #told = new Map<string, Told>();
  readonly #series: PoolSeries;
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

  async #work(deviceId: string): Promise<Verdict> {
    const { desired, memories } = this.#options;
    const wanted = desired.get(deviceId);
    if (wanted?.wanted !== 'present' || memories.peek(deviceId)?.running !== true) {
      this.#told.delete(deviceId);
      this.#series.drop(deviceId);
      return { kind: 'done' };
    }
    try {
      await this.#look(wanted.device);
    } catch (error) {
      return { kind: 'retry', reason: String(error) };
    }
    return { kind: 'again', afterMs: lookAgainMs(wanted.device, this.#options) };
  }

  async #look(device: LogicalDevice): Promise<void> {
    const { haproxy, connection, statsEveryMs, clock } = this.#options;
    const { device_id: id, epoch } = device;
    const before = this.#told.get(id);
    const polled = await withDeadline(`poll of ${id}`, POLL_DEADLINE_MS, () => haproxy.poll(id, epoch));
    this.#series.show(id, polled.stats);
    // Looked at all the same: what HAProxy has counted until now is safe from its end.
    if (!connection.connected) return;
    const known =
      before?.epoch === epoch ? before : { epoch, health: new Map<string, never>(), statsAtMs: undefined };
    const news = healthNews(known.health, polled.health);
    const nowMs = clock.monotonicMs();
    const statsDue = known.statsAtMs === undefined || nowMs - known.statsAtMs >= statsEveryMs;
    if (news.length > 0) await this.#sendHealth(device, news);
    if (statsDue && polled.stats.length > 0) await this.#sendStats(device, polled.stats);
    // Something may have asked for everything to be told again meanwhile.
    if (this.#told.get(id) !== before) return;
    const health = new Map(polled.health.map((report) => [report.memberId, report]));
    this.#told.set(id, { epoch, health, statsAtMs: statsDue ? nowMs : known.statsAtMs });
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

type Pace = Pick<DevicePollerOptions, 'healthEveryMs' | 'statsEveryMs'>;

/** Twice between two checks of the quickest monitor, where the settings do not ask for less; totals are due anyway. */
function lookAgainMs({ snapshot }: LogicalDevice, { healthEveryMs, statsEveryMs }: Pace): number {
  const monitors = snapshot.pools.flatMap((pool) => pool.health_monitors);
  const delaysS = monitors.filter((monitor) => monitor.admin_state_up).map(({ delay }) => delay);
  if (delaysS.length === 0) return statsEveryMs;
  const halfCheckMs = Math.min(...delaysS) * 500;
  return Math.max(healthEveryMs, Math.min(halfCheckMs, statsEveryMs));
}
