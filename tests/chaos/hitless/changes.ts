import { eventually } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { call } from '../../e2e/support/balancer.ts';

export interface Target {
  readonly pool: string;
  readonly vip: string;
  readonly members: readonly string[];
}

interface Stats {
  readonly bytes_in: number;
  readonly bytes_out: number;
  readonly total_connections: number;
}

/** Changes of one balancer, each until the API shows it, and what must hold meanwhile. */
export class Changes {
  readonly #lab: Lab;
  readonly #target: Target;
  #extra: string | undefined;
  #stats: Stats = { bytes_in: 0, bytes_out: 0, total_connections: 0 };
  #healthSince: string | undefined;

  constructor(lab: Lab, target: Target) {
    this.#lab = lab;
    this.#target = target;
  }

  /** Weight, drain and enable of one member, and another one that comes and goes. */
  async member(n: number): Promise<void> {
    const [first = '', second = ''] = this.#target.members;
    switch (Math.floor(n / 2) % 4) {
      case 0:
        return this.#put('members', first, { member: { weight: 1 + (n % 200) } });
      case 1:
        return this.#put('members', second, { member: { weight: 0 } });
      case 2:
        return this.#put('members', second, { member: { weight: 1 + (n % 100) } });
      default:
        return this.#extra === undefined ? this.#add() : this.#remove(this.#extra);
    }
  }

  /** HAProxy takes neither at run time. */
  async reload(n: number): Promise<void> {
    const limit = 5_000 + n;
    await this.#put('vips', this.#target.vip, { vip: { connection_limit: limit } });
  }

  settled(): Promise<void> {
    return this.#shown(`/v2.0/lb/vips/${this.#target.vip}`);
  }

  /** Counters only grow, and no member was down for a moment. */
  async check(): Promise<void> {
    const { pool } = this.#target;
    const now = (await call(this.#lab, 'GET', `/v2.0/lb/pools/${pool}/stats`)) as unknown as Stats;
    for (const key of ['bytes_in', 'bytes_out', 'total_connections'] as const)
      expect(now[key], key).at.least(this.#stats[key]);
    this.#stats = now;
    const { members } = await call(this.#lab, 'GET', `/v2.0/lb/pools/${pool}/explain`);
    const kept = (members as { id: string; health: string; changed_at: string }[])
      .filter(({ id }) => id === this.#target.members[0])
      .map(({ health, changed_at: since }) => `${health} since ${since}`);
    this.#healthSince ??= kept[0];
    expect(kept[0], 'health').equal(this.#healthSince);
  }

  async figures(): Promise<Record<string, unknown>> {
    const { agent } = await call(this.#lab, 'GET', `/v2.0/lb/pools/${this.#target.pool}/explain`);
    const { reloads, starts } = (agent as { device: { reloads: number; starts: number } }).device;
    return { ...this.#stats, reloads, starts, health: this.#healthSince };
  }

  async #add(): Promise<void> {
    const { pool, members } = this.#target;
    const { address } = await call(this.#lab, 'GET', `/v2.0/lb/members/${members[1] ?? ''}`);
    // The TCP port of the web back ends speaks HTTPS, so this member must take nothing.
    const member = { pool_id: pool, address, protocol_port: 8443, weight: 0 };
    this.#extra = (await call(this.#lab, 'POST', '/v2.0/lb/members', { member })).id;
    await this.#shown(`/v2.0/lb/pools/${pool}`);
  }

  async #remove(id: string): Promise<void> {
    this.#extra = undefined;
    await call(this.#lab, 'DELETE', `/v2.0/lb/members/${id}`);
    await this.#shown(`/v2.0/lb/pools/${this.#target.pool}`);
  }

  async #put(kind: string, id: string, body: object): Promise<void> {
    await call(this.#lab, 'PUT', `/v2.0/lb/${kind}/${id}`, body);
    await this.#shown(`/v2.0/lb/${kind}/${id}`);
  }

  #shown(path: string): Promise<void> {
    return eventually(
      async () => {
        const { status, status_description: why } = await call(this.#lab, 'GET', path);
        if (status.startsWith('PENDING') || status === 'ERROR') throw new Error(`${path}: ${status}, ${why}`);
      },
      { withinMs: 60_000, everyMs: 5 },
    );
  }
}
