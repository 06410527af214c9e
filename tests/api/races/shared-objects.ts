import type { Dice } from './dice.ts';

export type Kind =
  | 'network'
  | 'office'
  | 'subnet'
  | 'port'
  | 'router'
  | 'floatingip'
  | 'pool'
  | 'vip'
  | 'vip_port'
  | 'member'
  | 'health_monitor'
  | 'agent';

/** Collections of the API. An office is an external network. */
export const PATHS: Readonly<Record<Kind, string>> = {
  network: '/networks',
  office: '/networks',
  subnet: '/subnets',
  port: '/ports',
  router: '/routers',
  floatingip: '/floatingips',
  pool: '/lb/pools',
  vip: '/lb/vips',
  vip_port: '/ports',
  member: '/lb/members',
  health_monitor: '/lb/health_monitors',
  agent: '/agents',
};

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** The ids that clients of one project race for: those that any of them has created and none has seen deleted. */
export class SharedObjects {
  readonly #ids = new Map<Kind, Set<string>>();

  add(kind: Kind, ids: readonly string[]): void {
    const known = this.#ids.get(kind) ?? new Set();
    for (const id of ids) known.add(id);
    this.#ids.set(kind, known);
  }

  drop(kind: Kind, id: string): void {
    this.#ids.get(kind)?.delete(id);
  }

  count(kind: Kind): number {
    return this.#ids.get(kind)?.size ?? 0;
  }

  /** One of them, or an id that does not exist. */
  any(kind: Kind, dice: Dice): string {
    const ids = [...(this.#ids.get(kind) ?? [])];
    return ids.length === 0 ? NOBODY : dice.pick(ids);
  }
}
