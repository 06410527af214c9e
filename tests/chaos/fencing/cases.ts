import { eventually } from '@lbaas/common/runtime';
import type { LabAgent } from '@lbaas/lab';
import { expect } from 'chai';
import { call } from '../../e2e/support/balancer.ts';
import { BrokerWay } from './broker-way.ts';
import { SOON, type Site } from './site.ts';

/**
 * What becomes of the traffic. `moves`: another host answers. `stays`: its host goes on. `pauses`: nobody answers for a
 * while, and then its host does again.
 */
export type Expectation = 'moves' | 'stays' | 'pauses';

export interface Strike {
  readonly site: Site;
  /** The hosts that the devices are on. */
  readonly victims: readonly LabAgent[];
}

export interface FencingCase {
  readonly id: string;
  readonly title: string;
  readonly expects: Expectation;
  /** @default 1 */
  readonly victims?: number;
  /** Settings of the server. */
  readonly serverEnv?: Record<string, string>;
  readonly strike: (strike: Strike) => Promise<void>;
  /** Waits for what must be seen while the fault lasts. What `moves` needs nothing: that another host answers is. */
  readonly seen?: (strike: Strike) => Promise<void>;
  readonly mend: (strike: Strike) => Promise<void>;
}

const each = async (agents: readonly LabAgent[], act: (agent: LabAgent) => Promise<void>): Promise<void> =>
  void (await Promise.all(agents.map(act)));

const signal =
  (name: 'SIGSTOP' | 'SIGCONT') =>
  ({ victims }: Strike): Promise<void> =>
    each(victims, async ({ pid }) => void (pid !== undefined && process.kill(pid, name)));

const kill = ({ victims }: Strike): Promise<void> => each(victims, (agent) => agent.kill9());
const restart = ({ victims }: Strike): Promise<void> => each(victims, (agent) => agent.start());

const cutManagement = ({ site, victims }: Strike): Promise<void> =>
  each(victims, ({ name }) => site.lab.cut(name, 'mgmt'));
const cutTenant = ({ site, victims }: Strike): Promise<void> =>
  each(victims, ({ host }) =>
    Promise.all(host.plan.networks.map((network) => site.lab.cut(host.name, network))).then(() => undefined),
  );

const oneWay =
  (network: 'mgmt' | 'tenant', deafness: 'mute' | 'deaf') =>
  (strike: Strike): Promise<void> =>
    each(strike.victims, ({ host }) => {
      const networks = network === 'mgmt' ? (['mgmt'] as const) : host.plan.networks;
      return Promise.all(networks.map((one) => strike.site.lab.cutOneWay(host.name, one, deafness))).then(
        () => undefined,
      );
    });

const heal = ({ site, victims }: Strike): Promise<void> =>
  each(victims, ({ host }) =>
    Promise.all(
      (['mgmt', ...host.plan.networks] as const).map((network) => site.lab.heal(host.name, network)),
    ).then(() => undefined),
  );

/** Tenant networks first: the host is heard there before its servers can correct it. */
async function healTenantFirst({ site, victims }: Strike): Promise<void> {
  await each(victims, ({ host }) =>
    Promise.all(host.plan.networks.map((network) => site.lab.heal(host.name, network))).then(() => undefined),
  );
  await each(victims, ({ name }) => site.lab.heal(name, 'mgmt'));
}

/** The servers have placed the devices elsewhere, and the next hosts find that the former one still answers. */
const heldBack = ({ site }: Strike): Promise<void> =>
  eventually(async () => {
    for (const { status, description, movedFrom } of await site.accounts()) {
      expect(status, description).to.equal('ERROR');
      expect(description).to.match(/still answers|is taken/);
      expect(movedFrom).to.not.equal(null);
    }
  }, SOON);

/** The lease of the kernel has run out, as the kernel shows it. */
const lapsed = ({ victims }: Strike): Promise<void> =>
  eventually(async () => {
    for (const { host } of victims) {
      const { stdout } = await host.exec(['nft', 'list', 'set', 'bridge', 'lbaas_lease', 'lease']);
      expect(stdout).to.contain('flags timeout').and.not.contain('expires');
    }
  }, SOON);

const others = ({ site, victims }: Strike): LabAgent[] =>
  site.lab.agents.filter((agent) => !victims.includes(agent));

const sequence =
  (...steps: ((strike: Strike) => Promise<void>)[]) =>
  async (strike: Strike): Promise<void> => {
    for (const step of steps) await step(strike);
  };

const brokerWay = new BrokerWay();

export const CASES: readonly FencingCase[] = [
  {
    id: '1',
    title: 'agent killed, its HAProxies left running',
    expects: 'moves',
    strike: kill,
    mend: restart,
  },
  {
    id: '2',
    title: 'agent stopped (SIGSTOP) for longer than the lease, then continued',
    expects: 'moves',
    strike: signal('SIGSTOP'),
    mend: signal('SIGCONT'),
  },
  {
    id: '2b',
    title: 'the same, and nobody else can take its devices',
    expects: 'pauses',
    strike: sequence((strike) => strike.site.cordon(others(strike), true), signal('SIGSTOP')),
    seen: lapsed,
    mend: sequence(signal('SIGCONT'), (strike) => strike.site.cordon(others(strike), false)),
  },
  {
    id: '2c',
    title: 'the same while no server is up: the network alone is asked',
    expects: 'pauses',
    strike: sequence(({ site }) => site.lab.server().stop(), signal('SIGSTOP')),
    seen: lapsed,
    mend: sequence(signal('SIGCONT'), answersAgain, ({ site }) => site.lab.server().start()),
  },
  {
    id: '3',
    title: 'host cut from the management network only',
    expects: 'stays',
    strike: cutManagement,
    seen: heldBack,
    mend: heal,
  },
  {
    id: '4',
    title: 'host cut from management and tenant networks, tenant networks back first',
    expects: 'moves',
    strike: sequence(cutTenant, cutManagement),
    mend: healTenantFirst,
  },
  {
    id: '4b',
    title: 'the same, but its links stay up: no carrier is lost',
    expects: 'moves',
    strike: sequence(oneWay('tenant', 'mute'), oneWay('tenant', 'deaf'), cutManagement),
    mend: healTenantFirst,
  },
  {
    id: '5',
    title: 'whole host frozen, then thawed',
    expects: 'moves',
    strike: ({ victims }) => each(victims, ({ host }) => host.freeze()),
    mend: ({ victims }) => each(victims, ({ host }) => host.thaw()),
  },
  {
    id: '6',
    title: 'one of two servers partitioned from the broker',
    expects: 'stays',
    strike: ({ site }) => brokerWay.cut(site.lab),
    seen: ({ site }) => brokerWay.noticed(site.lab),
    mend: ({ site }) => brokerWay.heal(site.lab),
  },
  {
    id: '6b',
    title: 'the same, and an agent killed meanwhile',
    expects: 'moves',
    strike: sequence(({ site }) => brokerWay.cut(site.lab), kill),
    mend: sequence(({ site }) => brokerWay.heal(site.lab), restart),
  },
  {
    id: '7a',
    title: 'management network: the host hears and is not heard',
    expects: 'stays',
    strike: oneWay('mgmt', 'mute'),
    seen: heldBack,
    mend: heal,
  },
  {
    id: '7b',
    title: 'management network: the host is heard and hears nothing',
    expects: 'stays',
    strike: oneWay('mgmt', 'deaf'),
    seen: heldBack,
    mend: heal,
  },
  {
    id: '7c',
    title: 'tenant networks: the host hears and is not heard',
    expects: 'pauses',
    strike: oneWay('tenant', 'mute'),
    seen: unanswered,
    mend: heal,
  },
  {
    id: '7d',
    title: 'tenant networks: the host speaks and hears nothing',
    expects: 'pauses',
    strike: oneWay('tenant', 'deaf'),
    seen: unanswered,
    mend: heal,
  },
  {
    id: '7e',
    title: 'cut from management, and not heard on the tenant networks',
    expects: 'moves',
    strike: sequence(oneWay('tenant', 'mute'), cutManagement),
    mend: healTenantFirst,
  },
  {
    id: '7f',
    title: 'cut from management, and hears nothing on the tenant networks',
    expects: 'moves',
    strike: sequence(oneWay('tenant', 'deaf'), cutManagement),
    mend: healTenantFirst,
  },
  {
    id: '8',
    title: 'two of three agents killed at once: the third takes everything',
    expects: 'moves',
    victims: 2,
    strike: kill,
    mend: restart,
  },
  {
    id: '8b',
    title: 'the same with a smaller share: the brake holds until somebody lifts it',
    expects: 'moves',
    victims: 2,
    serverEnv: { LBAAS_FAILOVER_MAX_SHARE: '0.3' },
    strike: sequence(kill, braked, ({ site }) => liftBrake(site)),
    mend: restart,
  },
  {
    id: '8c',
    title: 'the same, and both are back before anybody does',
    expects: 'pauses',
    victims: 2,
    serverEnv: { LBAAS_FAILOVER_MAX_SHARE: '0.3' },
    strike: kill,
    seen: sequence(lapsed, braked),
    mend: restart,
  },
];

/** Clients get no answer from the subjects. */
async function unanswered({ site }: Strike): Promise<void> {
  await eventually(async () => {
    for (const { url } of site.subjects) {
      const argv = ['curl', '-s', '-g', '-o', '/dev/null', '--max-time', '2', url];
      expect((await site.lab.exec('client', argv)).code, url).to.not.equal(0);
    }
  }, SOON);
}

async function answersAgain({ site }: Strike): Promise<void> {
  await eventually(async () => {
    for (const { url } of site.subjects) {
      const argv = ['curl', '-s', '-g', '-f', '-o', '/dev/null', '--max-time', '2', url];
      expect((await site.lab.exec('client', argv)).code, url).to.equal(0);
    }
  }, SOON);
}

async function braked({ site, victims }: Strike): Promise<void> {
  await eventually(async () => {
    const shown = await call(site.lab, 'GET', '/v2.0/agents/failover');
    expect(shown).to.deep.include({ braked: true, silent: victims.map(({ name }) => name).sort() });
    for (const { failover } of await site.accounts()) expect(failover).to.match(/^too many agents/);
  }, SOON);
}

async function liftBrake({ lab }: Site): Promise<void> {
  await call(lab, 'DELETE', '/v2.0/agents/failover/brake');
}
