import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { type HostProcess, type LabAgent, startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import {
  type ApiObject,
  type Balancer,
  call,
  createBalancer,
  list,
  realised,
} from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { AddressWatch } from './support/address-watch.ts';
import { agentOf, belongingsOf } from './support/agent-host.ts';
import { describeOnChaosLab } from './support/chaos-lab.ts';

const STATE = ['desired', 'haproxy', 'namespaces', 'installation.json', 'agent.lock'];

describeOnChaosLab('two agents under one host name', (lab) => {
  let watch: AddressWatch | undefined;
  let second: HostProcess | undefined;

  afterEach(async () => {
    await watch?.stop();
    await second?.stop();
    for (const { host } of lab.agents)
      rmSync(join(host.directory, 'second'), { recursive: true, force: true });
    [watch, second] = [undefined, undefined];
  });

  const otherThan = (agent: LabAgent): LabAgent => {
    const other = lab.agents.find(({ name }) => name !== agent.name);
    if (other === undefined) throw new Error('the laboratory has one agent only');
    return other;
  };

  /** On the other host, under the name of `agent` and with its login: the broker lets nobody else speak for it. */
  async function startSecond(agent: LabAgent): Promise<LabAgent> {
    const other = otherThan(agent);
    const settings = {
      LBAAS_AGENT_HOST: agent.name,
      LBAAS_AMQP_URL: agent.brokerUrl,
      LBAAS_STATE_DIR: '/run/lbaas/second',
    };
    second = await other.startAnother(settings);
    return other;
  }

  const shown = async ({ name }: LabAgent): Promise<ApiObject | undefined> =>
    (await list(lab, '/v2.0/agents')).find(({ host }) => host === name);

  const named = async (agent: LabAgent): Promise<unknown> => (await shown(agent))?.['configurations'];

  async function conflicts(agent: LabAgent): Promise<void> {
    await eventually(async () => expect(await named(agent)).to.have.property('conflict', true), {
      withinMs: 60_000,
      everyMs: 100,
    });
  }

  const reweigh = ({ members }: Balancer, weight: number): Promise<unknown> =>
    call(lab, 'PUT', `/v2.0/lb/members/${members[0]?.id}`, { member: { weight } });

  async function serves({ address }: Balancer, withinMs = 20_000): Promise<void> {
    const url = vipUrl('http', address, 8080);
    await eventually(async () => expect((await curl(lab, url)).status).to.equal(200), { withinMs });
  }

  for (const [whose, copies] of [
    ['a fresh one', false],
    ['a copy of a machine, state directory included', true],
  ] as const) {
    it(`${whose} is reported and refused; the one that was there goes on, and never do both answer`, async () => {
      const balancer = await createBalancer(lab);
      const agent = await agentOf(lab, balancer.pool.id);
      const other = otherThan(agent);
      const pids = lab.haproxyPids(balancer.pool.id);
      watch = await AddressWatch.start(lab, balancer.address);
      const load = await startLoad(lab, vipUrl('http', balancer.address, 8080), 2, { pauseMs: 10 });
      if (copies) copyState(agent, other);

      await startSecond(agent);
      await conflicts(agent);
      for (let weight = 2; weight < 6; weight++) {
        await reweigh(balancer, weight);
        await realised(lab, balancer.pool.id);
      }
      expect(second?.running).to.equal(true);
      expect(lab.haproxyPids(balancer.pool.id)).to.deep.equal(pids);
      expect((await belongingsOf(lab, other)).namespaces).to.deep.equal([]);
      expect((await watch.until(1)).map(({ where }) => where)).to.deep.equal([
        `${agent.name} qlbaas-${balancer.pool.id}`,
      ]);
      expect((await load.stop()).failures).to.deep.equal([]);
    });
  }

  function copyState({ host }: LabAgent, to: LabAgent): void {
    const target = join(to.host.directory, 'second');
    mkdirSync(target, { recursive: true });
    const isFile = (path: string): boolean => basename(path) !== 'sock';
    for (const name of STATE) {
      const source = join(host.directory, name);
      if (existsSync(source)) cpSync(source, join(target, name), { recursive: true, filter: isFile });
    }
  }

  it('one replaces a host that was cut off, and keeps the name when that is back', async () => {
    const balancer = await createBalancer(lab);
    const agent = await agentOf(lab, balancer.pool.id);
    // Two agents on one host clear away what the other has.
    await otherThan(agent).stop();
    await lab.cut(agent.name, 'mgmt');
    const other = await startSecond(agent);
    const namespace = `qlbaas-${balancer.pool.id}`;
    await eventually(
      async () => expect((await belongingsOf(lab, other)).namespaces).to.deep.equal([namespace]),
      { withinMs: 60_000, everyMs: 100 },
    );
    // Nobody can reach it there: it goes on serving, and as long as it does nothing is started here.
    await eventually(
      async () => {
        const { status_description } = await call(lab, 'GET', `/v2.0/lb/vips/${balancer.vip.id}`);
        expect(status_description).to.include(`address ${balancer.address} is taken`);
      },
      { withinMs: 60_000, everyMs: 100 },
    );
    expect((await belongingsOf(lab, agent)).namespaces).to.deep.equal([namespace]);
    await serves(balancer);

    await lab.heal(agent.name, 'mgmt');
    await eventually(
      async () => {
        const { namespaces, haproxies } = await belongingsOf(lab, agent);
        expect([namespaces, haproxies]).to.deep.equal([[], []]);
      },
      { withinMs: 60_000, everyMs: 100 },
    );
    await reweigh(balancer, 7);
    await realised(lab, balancer.pool.id, 40_000);
    await serves(balancer);
    await agent.stop();
    await second?.stop();
    await wipe(agent);
  });

  /** As if the system had been installed anew. */
  async function wipe({ host }: LabAgent): Promise<void> {
    await lab.exec(host.name, [
      'sh',
      '-c',
      'for n in $(ls /run/netns); do ip netns pids $n | xargs -r kill -9; ip netns del $n; done',
    ]);
    for (const name of STATE) rmSync(join(host.directory, name), { recursive: true, force: true });
  }

  it('a host that was installed anew takes its name over, and serves again', async () => {
    const balancer = await createBalancer(lab);
    const agent = await agentOf(lab, balancer.pool.id);
    const before = await named(agent);
    await agent.kill9();
    await wipe(agent);
    await eventually(async () => expect(await shown(agent)).to.include({ alive: false }), {
      withinMs: 60_000,
      everyMs: 100,
    });
    await agent.start();
    await serves(balancer, 20_000);
    await realised(lab, balancer.pool.id);
    expect(lab.haproxyPids(balancer.pool.id)).to.have.lengthOf(1);
    const ids = [before, await named(agent)].map(
      (one) => (one as { installation_id: string }).installation_id,
    );
    expect(ids[0]).to.not.equal(ids[1]);
  });

  it('one that has lost its state directory waits until it counts as down; then nothing runs twice', async () => {
    const balancer = await createBalancer(lab);
    const agent = await agentOf(lab, balancer.pool.id);
    const pids = lab.haproxyPids(balancer.pool.id);
    await agent.kill9();
    for (const name of STATE) rmSync(join(agent.host.directory, name), { recursive: true, force: true });
    await agent.start();
    // It is refused as long as its predecessor counts as alive, which may end before a slow start is done.
    await eventually(
      async () => {
        const one = await shown(agent);
        if (one?.['alive'] === true) expect(one['configurations']).to.have.property('conflict', true);
      },
      { withinMs: 60_000, everyMs: 100 },
    );
    expect(lab.haproxyPids(balancer.pool.id)).to.deep.equal(pids);
    await eventually(
      () => {
        const [pid, ...others] = lab.haproxyPids(balancer.pool.id);
        expect(others).to.deep.equal([]);
        expect(pid).to.be.a('number').and.to.not.equal(pids[0]);
      },
      { withinMs: 60_000, everyMs: 50 },
    );
    await realised(lab, balancer.pool.id);
    await serves(balancer);
  });
});
