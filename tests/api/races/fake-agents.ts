import { randomUUID } from 'node:crypto';
import type { RpcHandlers } from '@lbaas/common/amqp';
import type { Args, ServerMethod } from '@lbaas/common/contract';
import { type ServerLink, directLink } from '../../support/server-link.ts';
import type { LbaasApi } from '../support/lbaas-v1-fixture.ts';
import type { Dice } from './dice.ts';

const HOSTS = ['host-a', 'host-b', 'host-c'] as const;
/** Two installations compete for each host name. */
const INSTALLATIONS = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];

interface Held {
  readonly host: string;
  readonly installation_id: string;
  readonly device_id: string;
  readonly epoch: number;
  readonly wanted: 'present' | 'absent';
  readonly generation: number;
  readonly members: readonly { readonly member_id: string; readonly pool_id: string }[];
}

const HELD = `
SELECT a.host, a.installation_id, p.device_id, p.epoch::int AS epoch, p.wanted, d.generation::int AS generation,
  (SELECT coalesce(json_agg(json_build_object('member_id', m.id, 'pool_id', m.pool_id)), '[]')
   FROM pools po JOIN members m ON m.pool_id = po.id WHERE po.load_balancer_id = d.id) AS members
FROM placements p JOIN agents a ON a.id = p.agent_id JOIN devices d ON d.id = p.device_id
WHERE p.wanted <> 'idle'`;

export interface FakeAgentsOptions {
  readonly handlers: RpcHandlers<ServerMethod>;
  readonly query: LbaasApi['query'];
  readonly dice: Dice;
}

/** Reports of agents about their devices, mostly true. */
export class FakeAgents {
  readonly #link: ServerLink;
  readonly #query: LbaasApi['query'];
  readonly #dice: Dice;

  constructor({ handlers, query, dice }: FakeAgentsOptions) {
    this.#link = directLink(handlers);
    this.#query = query;
    this.#dice = dice;
  }

  async speak(): Promise<void> {
    const topics = [
      () => this.#heartbeat(),
      () => this.#statuses(),
      () => this.#statuses(),
      () => this.#telemetry(),
    ];
    await this.#dice.pick(topics)();
  }

  async #heartbeat(): Promise<void> {
    const dice = this.#dice;
    const args: Args<'report_state'> = {
      host: dice.pick(HOSTS),
      installation_id: dice.chance(0.8) ? (INSTALLATIONS[0] ?? '') : dice.pick(INSTALLATIONS),
      run_id: randomUUID(),
      started_at: new Date().toISOString(),
      binary: 'agent',
      version: '1',
      device_drivers: dice.chance(0.9) ? ['haproxy_ns', 'router_ns'] : ['haproxy_ns'],
      physical_networks: dice.chance(0.5) ? ['physnet1', 'physnet2'] : ['physnet1'],
      tunnel_ip: null,
      devices: dice.below(2),
      load: 0,
      inventory_digest: '0000000000000000',
    };
    await this.#link.cast('report_state', args);
  }

  /** Several reports at once, which the server writes in one batch. */
  async #statuses(): Promise<void> {
    const held = this.#dice.shuffled(await this.#query<Held>(HELD)).slice(0, 6);
    await Promise.all(held.map((one) => this.#status(one)));
  }

  async #status(one: Held): Promise<void> {
    const { host, installation_id, device_id, epoch, generation } = one;
    const outcome = this.#outcome(one);
    const args: Args<'update_status'> = {
      host,
      installation_id,
      device_id,
      epoch,
      generation,
      observed_generation: outcome === 'done' ? generation : 0,
      outcome,
      how: 'runtime',
      error: outcome === 'failed' ? 'no' : null,
      duration_ms: 1,
      ...(this.#dice.chance(0.2) ? { incident: { at: new Date().toISOString(), words: 'it ended' } } : {}),
      at: new Date().toISOString(),
    };
    await this.#link.cast('update_status', args);
  }

  #outcome({ wanted }: Held): 'done' | 'failed' | 'removed' {
    if (wanted === 'absent' || this.#dice.chance(0.1)) return 'removed';
    return this.#dice.chance(0.9) ? 'done' : 'failed';
  }

  /** The health of members, and the counters of pools. */
  async #telemetry(): Promise<void> {
    const held = this.#dice.shuffled(await this.#query<Held>(HELD)).slice(0, 3);
    await Promise.all(held.flatMap((one) => [this.#health(one), this.#totals(one)]));
  }

  async #health({ host, installation_id, device_id, epoch, members }: Held): Promise<void> {
    const at = new Date().toISOString();
    const heard = this.#dice.shuffled(members).map((member) => {
      const health = this.#dice.chance(0.5) ? ('up' as const) : ('down' as const);
      return { ...member, health, check: null };
    });
    const args = { host, installation_id, device_id, epoch, at, members: heard };
    await this.#link.cast('update_member_status', args);
  }

  async #totals({ host, installation_id, device_id, epoch, members }: Held): Promise<void> {
    const at = new Date().toISOString();
    const ids = [...new Set(members.map(({ pool_id }) => pool_id))];
    const none = { bytes_in: 1, bytes_out: 1, active_connections: 1, total_connections: 1 };
    const pools = ids.map((pool_id) => ({ pool_id, ...none }));
    const args = { host, installation_id, device_id, epoch, at, pools };
    await this.#link.cast('update_device_stats', args);
  }
}
