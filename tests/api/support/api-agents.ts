import { randomUUID } from 'node:crypto';
import type { RpcHandlers } from '@lbaas/common/amqp';
import type { Args, ServerMethod } from '@lbaas/common/contract';
import { PlayedAgent, REMOVED } from '../../support/played-agent.ts';
import { type ServerLink, directLink } from '../../support/server-link.ts';
import { silence } from '../../support/silence.ts';
import type { Client, Thing } from './lbaas-v1-client.ts';

export interface AgentSeed {
  readonly host?: string;
  readonly adminStateUp?: boolean;
  readonly drivers?: readonly string[];
  readonly networks?: readonly string[];
  /** Since when it has said nothing; negative: it will not count as silent for so long. */
  readonly silentForS?: number;
}

export interface Report {
  /** @default the newest generation */
  readonly observed?: number;
  /** The generation of an attempt that has failed. */
  readonly failed?: number;
  readonly error?: string;
  readonly incident?: { readonly at: string; readonly words: string };
}

export interface RegisteredAgent {
  readonly id: string;
  readonly host: string;
  readonly played: PlayedAgent;
}

type Query = <R>(sql: string, params?: readonly unknown[]) => Promise<R[]>;
type Totals = Omit<Args<'update_device_stats'>['pools'][number], 'pool_id'>;

interface Placed {
  readonly agent: PlayedAgent;
  readonly held: { readonly device_id: string; readonly epoch: number };
  readonly generation: number;
}

const PLACED = `
SELECT a.host, p.epoch::int AS epoch, d.generation::int AS generation
FROM devices d JOIN placements p ON p.device_id = d.id AND p.epoch = d.epoch JOIN agents a ON a.id = p.agent_id
WHERE d.id = $1`;

interface Leaving {
  readonly host: string;
  readonly device_id: string;
  readonly epoch: number;
}

const LEAVING = `
SELECT a.host, p.device_id, p.epoch::int AS epoch FROM placements p JOIN agents a ON a.id = p.agent_id
WHERE a.deleted_at IS NOT NULL`;

/** The agents of a database, whose words go straight to the handlers of the servers. */
export class ApiAgents {
  readonly #link: ServerLink;
  readonly #query: Query;
  readonly #admin: Client;
  readonly #played = new Map<string, PlayedAgent>();

  constructor(parts: { handlers: RpcHandlers<ServerMethod>; query: Query; admin: Client }) {
    this.#link = directLink(parts.handlers);
    this.#query = parts.query;
    this.#admin = parts.admin;
  }

  /** By its first heartbeat. */
  async register(seed: AgentSeed = {}): Promise<RegisteredAgent> {
    const { host = `host-${randomUUID().slice(0, 8)}`, drivers = ['haproxy_ns'], networks = [] } = seed;
    const offers = { device_drivers: [...drivers], physical_networks: [...networks] };
    const played = new PlayedAgent(host, this.#link, offers);
    this.#played.set(host, played);
    await played.beat();
    const [row] = await this.#query<{ id: string }>('SELECT id FROM agents WHERE host = $1', [host]);
    const id = row?.id ?? '';
    if (seed.adminStateUp === false)
      await this.#admin.put(`/agents/${id}`, { agent: { admin_state_up: false } });
    if (seed.silentForS !== undefined) await this.silence(seed.silentForS, host);
    return { id, host, played };
  }

  /** The hosting agent reads back what a device shows. */
  async report(deviceId: string, report: Report = {}): Promise<void> {
    const { agent, held, generation } = await this.#placed(deviceId);
    const { observed = generation, failed = 0, error = null, incident } = report;
    await agent.report(held, {
      generation: failed > 0 ? failed : observed,
      observed_generation: observed,
      outcome: failed > 0 ? 'failed' : 'done',
      error,
      ...(incident === undefined ? {} : { incident }),
    });
  }

  /** What the check of a member sees. */
  async reportMember(member: Thing, health: 'up' | 'down', check: string): Promise<void> {
    const pool_id = String(member['pool_id']);
    const { agent, held } = await this.#placed(pool_id);
    const members = [{ member_id: member.id, pool_id, health, check }];
    await agent.reportMembers({ ...held, at: agent.tick(), members });
  }

  async reportTotals(poolId: string, totals: Totals): Promise<void> {
    const { agent, held } = await this.#placed(poolId);
    await agent.reportStats({ ...held, at: agent.tick(), pools: [{ pool_id: poolId, ...totals }] });
  }

  /** What the hosting agent has carried lately; its totals are of no interest. */
  async reportTraffic(
    poolId: string,
    { at, ...traffic }: NonNullable<Args<'update_device_stats'>['traffic']> & { readonly at: string },
  ): Promise<void> {
    const { agent, held } = await this.#placed(poolId);
    const totals = { bytes_in: 0, bytes_out: 0, active_connections: 0, total_connections: 0 };
    await agent.reportStats({ ...held, at, pools: [{ pool_id: poolId, ...totals }], traffic });
  }

  /** The hosting agent has nothing of the device any more, and will get it under the next epoch. */
  async lose(deviceId: string): Promise<void> {
    const { agent, held } = await this.#placed(deviceId);
    await agent.report(held, REMOVED);
  }

  /** @param host all of them by default */
  silence(seconds: number, host?: string): Promise<void> {
    return silence({ query: this.#query }, seconds, host);
  }

  /** Each says a word; one that has been deleted registers anew. */
  async beat(): Promise<void> {
    for (const agent of this.#played.values()) await agent.beat();
  }

  /** They take down what they run. Their devices are on no agent then, until they are placed again. */
  async deleteAll(): Promise<void> {
    for (const { id } of await this.#query<{ id: string }>('SELECT id FROM agents'))
      await this.#admin.delete(`/agents/${id}`);
    for (const { host, ...held } of await this.#query<Leaving>(LEAVING))
      await this.#played.get(host)?.report(held, REMOVED);
  }

  async #placed(deviceId: string): Promise<Placed> {
    const [row] = await this.#query<{ host: string; epoch: number; generation: number }>(PLACED, [deviceId]);
    const agent = this.#played.get(row?.host ?? '');
    if (row === undefined || agent === undefined) throw new Error(`no agent runs device ${deviceId}`);
    return {
      agent,
      held: { device_id: deviceId, epoch: row.epoch },
      generation: row.generation,
    };
  }
}
