import { type LbaasApi, memberOf, startLbaasApi } from '../support/lbaas-v1-fixture.ts';
import { ADMIN_CALLS, UNSTEADY } from './admin-calls.ts';
import { type Background, startBackground } from './background.ts';
import { BALANCER_CALLS } from './balancer-calls.ts';
import { Caller } from './caller.ts';
import { countDeadlocks } from './deadlocks.ts';
import { Dice } from './dice.ts';
import { FakeAgents } from './fake-agents.ts';
import { broken } from './invariants.ts';
import { Ledger } from './ledger.ts';
import { LIMITS, STEADY } from './limits.ts';
import { NETWORK_CALLS } from './network-calls.ts';
import type { RaceCall } from './race-call.ts';
import { ROUTER_CALLS } from './router-calls.ts';
import { SharedObjects } from './shared-objects.ts';

const ADMIN = { 'x-project-id': 'admin', 'x-roles': 'admin' };
/** Number of concurrent clients of each caller. */
const CLIENTS_OF_PROJECT = 4;
const CLIENTS_OF_ADMIN = 2;
/** Number of agents that report in the meantime. */
const VOICES = 2;

export interface Outcome {
  /** Answers that no call may get, and failures of the background work. */
  readonly problems: readonly string[];
  /** Violated invariants. */
  readonly broken: readonly string[];
  readonly deadlocks: number;
}

/** One round in a database of its own, in which everybody does everything at once; `calls` is per client. */
export async function race(seed: number, calls: number): Promise<Outcome> {
  const dice = new Dice(seed);
  const api = await startLbaasApi({ quotas: LIMITS, isPatient: true });
  const outcome = await runOn(api, dice, calls);
  return { ...outcome, deadlocks: await countDeadlocks(api.url) };
}

async function runOn(api: LbaasApi, dice: Dice, calls: number): Promise<Omit<Outcome, 'deadlocks'>> {
  const background = startBackground(api.url, dice.split());
  try {
    await background.start();
    return await new Race(api, background, dice).run(calls);
  } finally {
    await background.stop();
    await api.stop();
  }
}

class Race {
  readonly #api: LbaasApi;
  readonly #background: Background;
  readonly #dice: Dice;
  readonly #ledger = new Ledger();
  readonly #common = new SharedObjects();
  #isOn = true;

  constructor(api: LbaasApi, background: Background, dice: Dice) {
    this.#api = api;
    this.#background = background;
    this.#dice = dice;
  }

  async run(calls: number): Promise<Omit<Outcome, 'deadlocks'>> {
    await this.#api.admin.put('/quotas/admin', { quota: { network: -1, subnet: -1 } });
    const voices = Array.from({ length: VOICES }, () => this.#voice());
    await Promise.all(this.#callers().map(([caller, mix]) => this.#send(caller, mix, calls)));
    this.#isOn = false;
    await Promise.all(voices);
    await this.#background.stop();
    const problems = [...this.#ledger.problems, ...this.#background.errors];
    return { problems, broken: await broken((sql, params) => this.#api.query(sql, params)) };
  }

  #callers(): readonly (readonly [Caller, readonly RaceCall[]])[] {
    const tenants = [UNSTEADY, STEADY].flatMap((project) => {
      const own = new SharedObjects();
      return Array.from({ length: CLIENTS_OF_PROJECT }, () => this.#caller(memberOf(project), own));
    });
    const admins = Array.from({ length: CLIENTS_OF_ADMIN }, () => this.#caller(ADMIN, this.#common));
    const mix = [...NETWORK_CALLS, ...BALANCER_CALLS, ...ROUTER_CALLS];
    return [
      ...tenants.map((caller) => [caller, mix] as const),
      ...admins.map((caller) => [caller, ADMIN_CALLS] as const),
    ];
  }

  #caller(headers: Readonly<Record<string, string>>, own: SharedObjects): Caller {
    return new Caller({ api: this.#api, headers, own, common: this.#common, dice: this.#dice.split() });
  }

  async #send(caller: Caller, mix: readonly RaceCall[], calls: number): Promise<void> {
    for (const call of mix.filter(({ isFirst }) => isFirst)) await this.#ledger.note(call, caller);
    const urn = mix.flatMap((call) => Array.from({ length: call.weight }, () => call));
    for (let sent = 0; sent < calls; sent += 1) await this.#ledger.note(caller.dice.pick(urn), caller);
  }

  async #voice(): Promise<void> {
    const query: LbaasApi['query'] = (sql, params) => this.#api.query(sql, params);
    const { handlers } = this.#background;
    const agents = new FakeAgents({ handlers, query, dice: this.#dice.split() });
    while (this.#isOn) {
      await this.#ledger.guard('an agent', () => agents.speak());
      const known = await query<{ id: string }>('SELECT id FROM agents');
      this.#common.add(
        'agent',
        known.map(({ id }) => id),
      );
    }
  }
}
