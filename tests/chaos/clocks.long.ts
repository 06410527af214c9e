import { readFileSync } from 'node:fs';
import { eventually } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { call, createBalancer, list, memberStatus, realised } from '../e2e/support/balancer.ts';
import { vipUrl } from '../e2e/support/client.ts';
import { agentOf } from './support/agent-host.ts';
import { PATIENT_MONITOR, describeOnChaosLab, failsOver } from './support/chaos-lab.ts';
import { withDatabase } from './support/database.ts';
import { exhaustDescriptors, restoreDescriptors } from './support/descriptors.ts';
import { OwnClock } from './support/own-clock.ts';

const SOON = { withinMs: 60_000, everyMs: 100 };
const HOUR_S = 3600;
/** Forward, back to the right time, and further back. */
const STEPS = [HOUR_S, 0, -HOUR_S];

/** In milliseconds since 1970. */
function newestLogTime(file: string): number {
  const line = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  return Date.parse((JSON.parse(line) as { readonly time: string }).time);
}

/** Who is alive, how old a lease is and what is overdue is told by monotonic clocks and by that of the database. */
describeOnChaosLab('a clock is set by an hour, and traffic does not notice', (lab) => {
  let clock: OwnClock | undefined;
  failsOver(lab);
  afterEach(async () => {
    await clock?.stop();
    clock = undefined;
  });

  /** The member on the first web back end fails and is back, and the API says so each time. */
  async function followsMember(id: string, when: string): Promise<void> {
    for (const [status, shown] of [
      [500, 'INACTIVE'],
      [200, 'ACTIVE'],
    ] as const) {
      await lab.web(1).control({ status });
      await eventually(async () => expect(await memberStatus(lab, id), when).to.equal(shown), SOON);
    }
  }

  /** What the API says of the clock of an agent that is so many seconds off. */
  async function isTold(name: string, seconds: number): Promise<void> {
    await eventually(async () => {
      const shown = (await list(lab, '/v2.0/agents')).find(({ host }) => host === name);
      const told = (shown?.['configurations'] as { readonly clock: string | null } | undefined)?.clock;
      if (seconds === 0) expect(told).to.equal(null);
      else expect(told).to.match(/ s (ahead of|behind) that of the servers: let both follow one time server/);
    }, SOON);
  }

  for (const part of ['server', 'agent'] as const) {
    it(`that of the ${part}`, async () => {
      const { pool, members, address } = await createBalancer(lab, { monitors: [PATIENT_MONITOR] });
      const [first, second] = members.map(({ id }) => id);
      const agent = await agentOf(lab, pool.id);
      const pids = lab.haproxyPids(pool.id);
      const load = await startLoad(lab, vipUrl('http', address, 8080), 2, { pauseMs: 5 });
      const clocked = part === 'server' ? lab.server(1) : agent;
      clock = new OwnClock(clocked);
      await clock.start();

      let weight = 1;
      for (const seconds of STEPS) {
        clock.step(seconds);
        await eventually(async () => {
          weight = 1 + (weight % 9);
          await call(lab, 'PUT', `/v2.0/lb/members/${second}`, { member: { weight } });
          await realised(lab, pool.id, SOON.withinMs);
          const offset = (newestLogTime(clocked.logFile) - Date.now()) / 1000;
          expect(Math.abs(offset - seconds), 'the program has not seen its clock yet').to.be.lessThan(60);
        }, SOON);
        await followsMember(first ?? '', `${seconds} s`);
        const agents = await list(lab, '/v2.0/agents');
        expect(agents.map(({ alive }) => alive)).to.deep.equal([true, true]);
        if (part === 'agent') await isTold(agent.name, seconds);
      }

      expect((await agentOf(lab, pool.id)).name).to.equal(agent.name);
      expect(lab.haproxyPids(pool.id)).to.deep.equal(pids);
      // The answers of the member until its checks have failed.
      const { failures } = await load.stop();
      expect(failures.filter((line) => !line.endsWith('status 500'))).to.deep.equal([]);
    });
  }

  it('that of an agent which is restarted an hour back: its word counts at once', async () => {
    const { pool, members, address } = await createBalancer(lab, { monitors: [PATIENT_MONITOR] });
    const first = members[0]?.id ?? '';
    const agent = await agentOf(lab, pool.id);
    const load = await startLoad(lab, vipUrl('http', address, 8080), 2, { pauseMs: 5 });
    clock = new OwnClock(agent);
    await clock.start(-HOUR_S);

    await followsMember(first, 'an hour back');
    await exhaustDescriptors(agent);
    try {
      await call(lab, 'PUT', `/v2.0/lb/pools/${pool.id}`, { pool: { lb_method: 'SOURCE_IP' } });
      await eventually(
        async () => expect((await call(lab, 'GET', `/v2.0/lb/pools/${pool.id}`)).status).to.equal('ERROR'),
        SOON,
      );
    } finally {
      await restoreDescriptors(agent);
    }
    await realised(lab, pool.id, SOON.withinMs);
    const agents = await list(lab, '/v2.0/agents');
    expect(agents.map(({ alive }) => alive)).to.deep.equal([true, true]);
    expect((await agentOf(lab, pool.id)).name).to.equal(agent.name);
    // The answers of the member until its checks have failed.
    const { failures } = await load.stop();
    expect(failures.filter((line) => !line.endsWith('status 500'))).to.deep.equal([]);
  });

  it('that of the database', async () => {
    const { pool, members, address } = await createBalancer(lab, { monitors: [PATIENT_MONITOR] });
    const [first, second] = members.map(({ id }) => id);
    const agent = await agentOf(lab, pool.id);
    const pids = lab.haproxyPids(pool.id);
    const load = await startLoad(lab, vipUrl('http', address, 8080), 2, { pauseMs: 5 });
    clock = new OwnClock(lab.postgres);
    await clock.start();

    for (const seconds of STEPS) {
      clock.step(seconds);
      await eventually(
        () =>
          withDatabase(lab, async (database) => {
            const { rows } = await database.query(
              'SELECT extract(epoch FROM clock_timestamp())::float8 AS now',
            );
            const [{ now }] = rows as [{ now: number }];
            expect(Math.abs(now - Date.now() / 1000 - seconds)).to.be.lessThan(60);
          }),
        SOON,
      );
      await eventually(
        () =>
          call(lab, 'PUT', `/v2.0/lb/members/${second}`, { member: { weight: 2 + (Math.abs(seconds) % 7) } }),
        SOON,
      );
      await realised(lab, pool.id, SOON.withinMs);
      await followsMember(first ?? '', `${seconds} s`);
      await eventually(async () => {
        const agents = await list(lab, '/v2.0/agents');
        expect(agents.map(({ alive }) => alive)).to.deep.equal([true, true]);
      }, SOON);
    }

    expect((await agentOf(lab, pool.id)).name).to.equal(agent.name);
    expect(lab.haproxyPids(pool.id)).to.deep.equal(pids);
    // The answers of the member until its checks have failed.
    const { failures } = await load.stop();
    expect(failures.filter((line) => !line.endsWith('status 500'))).to.deep.equal([]);
  });
});
