import { randomUUID } from 'node:crypto';
import type { Args, Result } from '@lbaas/common/contract';
import type { ServerLink } from './server-link.ts';

/** A device as its host knows it. */
export interface HeldDevice {
  readonly device_id: string;
  readonly epoch: number;
}

export const REMOVED = { generation: 0, outcome: 'removed', how: 'stop' } as const;

/** What an agent says to the servers, in the messages of the contract, without a machine to work on. */
export class PlayedAgent {
  readonly host: string;
  readonly installationId = randomUUID();
  readonly runId = randomUUID();
  readonly #link: ServerLink;
  readonly #offers: Partial<Args<'report_state'>>;
  readonly #startedAt = new Date().toISOString();
  #clockMs = Date.now();

  /** @param offers what it says in each heartbeat, beside what every agent says */
  constructor(host: string, link: ServerLink, offers: Partial<Args<'report_state'>> = {}) {
    this.host = host;
    this.#link = link;
    this.#offers = offers;
  }

  /** Later at each call, so that reports have an order. */
  tick(ms = 1): string {
    this.#clockMs = Math.max(this.#clockMs + ms, Date.now());
    return new Date(this.#clockMs).toISOString();
  }

  beat(state: Partial<Args<'report_state'>> = {}): Promise<void> {
    return this.#link.cast('report_state', {
      ...this.#sender,
      run_id: this.runId,
      started_at: this.#startedAt,
      binary: 'neutron-lbaas-agent',
      version: '1',
      device_drivers: ['haproxy_ns'],
      physical_networks: [],
      tunnel_ip: null,
      devices: 0,
      load: 0.5,
      inventory_digest: '0123456789abcdef',
      ...this.#offers,
      ...state,
    });
  }

  report(
    { device_id, epoch }: HeldDevice,
    status: Partial<Args<'update_status'>> & { readonly generation: number },
  ): Promise<void> {
    return this.#link.cast('update_status', {
      ...this.#sender,
      device_id,
      epoch,
      observed_generation: status.generation,
      outcome: 'done',
      how: 'reload',
      error: null,
      duration_ms: 12,
      at: this.tick(),
      ...status,
    });
  }

  reportMembers(report: Omit<Args<'update_member_status'>, 'host'>): Promise<void> {
    return this.#link.cast('update_member_status', { ...this.#sender, ...report });
  }

  reportStats(report: Omit<Args<'update_device_stats'>, 'host'>): Promise<void> {
    return this.#link.cast('update_device_stats', { ...this.#sender, ...report });
  }

  ready(after: string | null = null, limit = 100): Promise<Result<'get_ready_devices'>> {
    return this.#link.call('get_ready_devices', { ...this.#sender, after, limit });
  }

  logicalDevice(device_id: string): Promise<Result<'get_logical_device'>> {
    return this.#link.call('get_logical_device', { ...this.#sender, device_id });
  }

  get #sender() {
    return { host: this.host, installation_id: this.installationId };
  }
}
