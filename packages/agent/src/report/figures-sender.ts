import type { RpcClient } from '@lbaas/common/amqp';
import type { LogicalDevice } from '@lbaas/common/contract';
import type { Clock } from '@lbaas/common/runtime';
import type { MemberHealthReport, PoolTotals } from '../drivers/index.ts';
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

  async sendTotals(device: LogicalDevice, totals: readonly PoolTotals[]): Promise<void> {
    await this.#options.rpc.cast('server', 'update_device_stats', {
      ...this.#about(device),
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
