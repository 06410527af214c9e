import { loadavg } from 'node:os';
import type { AmqpConnection, RpcClient } from '@lbaas/common/amqp';
import { type Args, UNREAD_IN_HEARTBEATS } from '@lbaas/common/contract';
import type { Clock, Lifecycle, Logger } from '@lbaas/common/runtime';
import { type AgentIdentity, senderOf } from '../identity/agent-identity.ts';
import type { Hearing } from './hearing.ts';
import type { HostClock } from './host-clock.ts';
import type { DesiredDevices, DeviceMemories } from '../reconcile/index.ts';

type HostLimit = NonNullable<Args<'report_state'>['capacity']>[number];

export interface HeartbeatOptions {
  readonly identity: AgentIdentity;
  readonly version: string;
  readonly drivers: readonly string[];
  readonly physicalNetworks: readonly string[];
  /** It is known once the host was asked. */
  readonly portSecurity: () => boolean;
  readonly tunnelIp: string | undefined;
  /** Asked once, at the start. */
  readonly networkTypes: () => Promise<readonly string[]>;
  readonly everyMs: number;
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly connection: Pick<AmqpConnection, 'connected' | 'onConnected'>;
  readonly desired: DesiredDevices;
  readonly capacity: { read(devices: number): readonly HostLimit[] };
  readonly memories: DeviceMemories;
  readonly hearing: Pick<Hearing, 'runId' | 'next' | 'sent'>;
  /** What serves the devices, as it is installed now. */
  readonly programs: () => NonNullable<Args<'report_state'>['programs']>;
  readonly hostClock: Pick<HostClock, 'leaves' | 'aheadS'>;
  /** What the kernel holds, as heartbeat `beat` says it. */
  readonly lease: (beat: number) => Pick<Args<'report_state'>, 'lease' | 'lease_lapsed'>;
  /** Devices that go on as they are, because the database was restored; undefined = none. */
  readonly kept: () => Args<'report_state'>['kept_devices'];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** As the v1 API shows it. */
const BINARY = 'neutron-lbaas-agent';

/** Reports to the servers that this host is alive: at once on every connect, then at a steady pace. */
export class Heartbeat implements Lifecycle {
  readonly #options: HeartbeatOptions;
  readonly #startedAt: string;
  #networkTypes: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now().toISOString();
  }

  async start(): Promise<void> {
    if (this.#timer !== undefined) return;
    this.#networkTypes = await this.#options.networkTypes();
    this.#timer = setInterval(() => void this.#beat(), this.#options.everyMs);
    this.#unsubscribe = this.#options.connection.onConnected(() => void this.#beat());
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  /** One beside the steady pace. */
  beat(): Promise<void> {
    return this.#beat();
  }

  async #beat(): Promise<void> {
    const { rpc, connection, everyMs, hearing, logger } = this.#options;
    if (!connection.connected) return;
    try {
      await rpc.cast('server', 'report_state', this.#state(), { deadlineMs: everyMs });
      hearing.sent();
    } catch (error) {
      logger.debug({ err: error }, 'heartbeat not sent');
    }
  }

  #state(): Args<'report_state'> {
    const { identity, version, drivers, physicalNetworks, tunnelIp, portSecurity, hearing } = this.#options;
    const devices = this.#devices();
    const echo = hearing.next();
    const kept = this.#options.kept();
    const { hostClock } = this.#options;
    hostClock.leaves(echo.beat);
    return {
      ...senderOf(identity),
      run_id: hearing.runId,
      started_at: this.#startedAt,
      binary: BINARY,
      version,
      device_drivers: [...drivers],
      physical_networks: [...physicalNetworks],
      port_security: portSecurity(),
      network_types: [...this.#networkTypes],
      tunnel_ip: tunnelIp ?? null,
      devices,
      capacity: this.#options.capacity
        .read(devices)
        .map(({ limit, used, max, carries }) => ({ limit, used, max, carries })),
      load: loadavg()[0] ?? 0,
      echo,
      programs: [...this.#options.programs()],
      clock_ahead_seconds: hostClock.aheadS ?? null,
      ...this.#options.lease(echo.beat),
      ...(kept && { kept_devices: kept }),
      ...UNREAD_IN_HEARTBEATS,
    };
  }

  /** While the agent is disabled, only those that still run: to a server they say that it has not heard of that. */
  #devices(): number {
    const { desired, memories } = this.#options;
    const counts = desired.ids().filter((deviceId) => {
      if (desired.get(deviceId)?.wanted !== 'present') return false;
      return desired.adminStateUp || memories.peek(deviceId)?.running !== undefined;
    });
    return counts.length;
  }
}
