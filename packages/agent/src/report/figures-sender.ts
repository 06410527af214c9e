import type { RpcClient } from '@lbaas/common/amqp';
import type { LogicalDevice } from '@lbaas/common/contract';
import type { Clock } from '@lbaas/common/runtime';
import type { MemberHealthReport, PoolTotals, PoolTraffic, TrafficCounters } from '../drivers/index.ts';
import { type AgentIdentity, senderOf } from '../identity/agent-identity.ts';

export interface FiguresSenderOptions {
  readonly identity: AgentIdentity;
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly clock: Clock;
}

/** Figures as messages to the servers; resolves when the broker has them. */
export class FiguresSender {
  readonly #options: FiguresSenderOptions;

  constructor(options: FiguresSenderOptions) {
    this.#options = options;
  }

  async sendHealth(device: LogicalDevice, members: readonly MemberHealthReport[]): Promise<void> {
    await this.#options.rpc.cast('server', 'update_member_status', {
      ...this.#about(device),
      members: members.map(({ memberId, poolId, health, check }) => ({
        member_id: memberId,
        pool_id: poolId,
        health,
        check: check ?? null,
      })),
    });
  }

  /** @param lately what was carried in so many milliseconds until now */
  async sendTotals(
    device: LogicalDevice,
    totals: readonly PoolTotals[],
    lately?: { readonly forMs: number; readonly pools: readonly PoolTraffic[] },
  ): Promise<void> {
    const about = this.#about(device);
    await this.#options.rpc.cast('server', 'update_device_stats', {
      ...about,
      ...(lately === undefined
        ? {}
        : { traffic: trafficOf(Date.parse(about.at) - lately.forMs, lately.pools) }),
      pools: totals.map((pool) => ({
        pool_id: pool.poolId,
        bytes_in: pool.bytesIn,
        bytes_out: pool.bytesOut,
        active_connections: pool.activeConnections,
        total_connections: pool.totalConnections,
      })),
    });
  }

  #about({ device_id, epoch }: LogicalDevice) {
    const { identity, clock } = this.#options;
    return { ...senderOf(identity), device_id, epoch, at: clock.now().toISOString() };
  }
}

const trafficOf = (sinceMs: number, pools: readonly PoolTraffic[]) => ({
  since: new Date(sinceMs).toISOString(),
  pools: pools.map(({ poolId, responses, members, ...counters }) => ({
    pool_id: poolId,
    ...carried(counters),
    responses: responses === null ? null : [...responses],
    members: members.map(({ memberId, ...member }) => ({ member_id: memberId, ...carried(member) })),
  })),
});

const carried = ({ requests, sessions, bytesIn, bytesOut, active }: TrafficCounters) => ({
  requests,
  sessions,
  bytes_in: bytesIn,
  bytes_out: bytesOut,
  active,
});
