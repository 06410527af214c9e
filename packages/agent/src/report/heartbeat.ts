import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import type { AmqpConnection, RpcClient } from '@lbaas/common/amqp';
import { HAPROXY_DRIVER } from '@lbaas/common/domain';
import type { Clock, Lifecycle, Logger } from '@lbaas/common/runtime';
import { type AgentIdentity, senderOf } from '../identity/agent-identity.ts';
import type { DesiredDevices, DeviceMemories } from '../reconcile/index.ts';
import { type InventoryItem, inventoryDigest } from './inventory-digest.ts';

export interface HeartbeatOptions {
  readonly identity: AgentIdentity;
  readonly version: string;
  readonly physicalNetworks: readonly string[];
  readonly everyMs: number;
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly connection: Pick<AmqpConnection, 'connected' | 'onConnected'>;
  readonly desired: DesiredDevices;
  readonly memories: DeviceMemories;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** As the v1 API shows it. */
const BINARY = 'neutron-lbaas-agent';

/** Tells the servers that this host is alive: at once on every connect, then at a steady pace. */
export class Heartbeat implements Lifecycle {
  readonly #options: HeartbeatOptions;
  readonly #runId = randomUUID();
  readonly #startedAt: string;
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now().toISOString();
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.#beat(), this.#options.everyMs);
    this.#unsubscribe = this.#options.connection.onConnected(() => void this.#beat());
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  async #beat(): Promise<void> {
    const { rpc, connection, identity, version, physicalNetworks, everyMs, logger } = this.#options;
    if (!connection.connected) return;
    const items = this.#inventory();
    const state = {
      ...senderOf(identity),
      run_id: this.#runId,
      started_at: this.#startedAt,
      binary: BINARY,
      version,
      device_drivers: [HAPROXY_DRIVER],
      physical_networks: [...physicalNetworks],
      tunnel_ip: null,
      devices: items.length,
      load: loadavg()[0] ?? 0,
      inventory_digest: inventoryDigest(items),
    };
    try {
      await rpc.cast('server', 'report_state', state, { deadlineMs: everyMs });
    } catch (error) {
      logger.debug({ err: error }, 'heartbeat not sent');
    }
  }

  /** While the agent is disabled, only what still runs: a server takes a device in it as a sign that it was not told. */
  #inventory(): InventoryItem[] {
    const { desired, memories } = this.#options;
    return desired.ids().flatMap((deviceId) => {
      const wanted = desired.get(deviceId);
      const memory = memories.peek(deviceId);
      if (wanted?.wanted !== 'present') return [];
      if (!desired.adminStateUp && memory?.pid === undefined) return [];
      const observedGeneration = memory?.confirmed?.generation ?? 0;
      return [{ deviceId, epoch: wanted.device.epoch, observedGeneration }];
    });
  }
}
