import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { holdAsDebugger } from '@lbaas/agent/testing';
import { type Balancer, call, createBalancer, deleteBalancer, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { agentOf, belongingsOf, pairOnOneHost } from './support/agent-host.ts';
import { describeOnChaosLab } from './support/chaos-lab.ts';
import { StatusWatch } from './support/status-watch.ts';

/** The agent kills a process that it has seen stopped for a second. */
const LEFT_ALONE_MS = 900;

const KILLED = /^HAProxy \(process \d+\) was stopped by a signal and had to be killed at .*; it runs again$/;

describeOnChaosLab('HAProxy does not answer', (lab) => {
  let frozen: number[] = [];

  afterEach(() => {
    thaw();
  });

  function freeze({ pool }: Balancer): void {
    frozen = lab.haproxyPids(pool.id);
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
  }

  function thaw(): void {
    for (const pid of frozen.splice(0)) {
      try {
        process.kill(pid, 'SIGCONT');
      } catch {
        // Its agent has killed it.
      }
    }
  }

  const reweigh = ({ members }: Balancer, weight: number): Promise<unknown> =>
    call(lab, 'PUT', `/v2.0/lb/members/${members[0]?.id}`, { member: { weight } });

  const serves = ({ address }: Balancer, withinMs: number): Promise<unknown> =>
    eventually(async () => expect((await curl(lab, vipUrl('http', address, 8080))).status).to.equal(200), {
      withinMs,
    });

  it('it is replaced within seconds, which the status tells; its neighbours are worked on as ever', async () => {
    const {
      pair: [stuck, neighbour],
    } = await pairOnOneHost(lab);
    const watch = new StatusWatch(lab, `/v2.0/lb/vips/${stuck.vip.id}`);
    freeze(stuck);
    const [before] = frozen;
    await reweigh(stuck, 7);
    for (let weight = 2; weight < 6; weight++) {
      await reweigh(neighbour, weight);
      await realised(lab, neighbour.pool.id, 6000);
    }
    await serves(stuck, 10_000);
    await realised(lab, stuck.pool.id);
    const [pid, ...others] = lab.haproxyPids(stuck.pool.id);
    expect(others).to.deep.equal([]);
    expect(pid).to.be.a('number').and.to.not.equal(before);
    expect((await watch.stop()).at(-1)).to.equal('ACTIVE');
    expect(watch.sightings.at(-1)?.description).to.match(KILLED);
  });

  it('it is replaced by an agent that finds it so when it starts', async () => {
    const stuck = await createBalancer(lab);
    const agent = await agentOf(lab, stuck.pool.id);
    await agent.stop();
    freeze(stuck);
    await agent.start();
    await serves(stuck, 20_000);
    // The process that has started the next one is gone a moment after that serves.
    await eventually(
      () => expect(lab.haproxyPids(stuck.pool.id)).to.have.lengthOf(1).and.to.not.include(frozen[0]),
      { withinMs: 60_000 },
    );
    await realised(lab, stuck.pool.id);
    await eventually(
      async () =>
        expect((await call(lab, 'GET', `/v2.0/lb/vips/${stuck.vip.id}`)).status_description).to.match(KILLED),
      { withinMs: 60_000 },
    );
  });

  it('one that is stopped for a moment only goes on as it is', async () => {
    const balancer = await createBalancer(lab);
    let pids: number[] = [];
    // On a busy machine the moment may be too long: then the round has shown nothing.
    for (let weight = 2, momentMs = Infinity; momentMs > LEFT_ALONE_MS; weight++) {
      pids = lab.haproxyPids(balancer.pool.id);
      const begin = performance.now();
      freeze(balancer);
      await reweigh(balancer, weight);
      thaw();
      momentMs = performance.now() - begin;
      await realised(lab, balancer.pool.id);
    }
    expect(lab.haproxyPids(balancer.pool.id)).to.deep.equal(pids);
  });

  it('one that hangs, held by a debugger, is in error though nothing is changed, and goes on when it is let go', async () => {
    const balancer = await createBalancer(lab);
    const pids = lab.haproxyPids(balancer.pool.id);
    const watch = new StatusWatch(lab, `/v2.0/lb/vips/${balancer.vip.id}`);
    const release = await holdAsDebugger(pids[0] ?? 0);
    try {
      await eventually(
        () => {
          const last = watch.sightings.at(-1);
          expect(last).to.include({ status: 'ERROR' });
          expect(last?.description).to.contain('the process hangs');
        },
        { withinMs: 60_000 },
      );
    } finally {
      await release();
    }
    await realised(lab, balancer.pool.id, 40_000);
    expect((await watch.stop()).at(-1)).to.equal('ACTIVE');
    expect(lab.haproxyPids(balancer.pool.id)).to.deep.equal(pids);
  });

  it('it can be deleted all the same', async () => {
    const stuck = await createBalancer(lab);
    const agent = await agentOf(lab, stuck.pool.id);
    freeze(stuck);
    await deleteBalancer(lab, stuck);
    await eventually(
      async () => {
        const { namespaces, haproxies } = await belongingsOf(lab, agent);
        expect([namespaces, haproxies]).to.deep.equal([[], []]);
      },
      { withinMs: 60_000, everyMs: 100 },
    );
    frozen = [];
  });
});
