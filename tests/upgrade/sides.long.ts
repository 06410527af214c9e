import { eventually } from '@lbaas/common/runtime';
import { Lab, type LabService, type LoadResult, type Traffic, startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import own from '../../package.json' with { type: 'json' };
import { balancerOn } from '../chaos/support/agent-host.ts';
import { withDatabase } from '../chaos/support/database.ts';
import { surprises } from '../chaos/support/surprises.ts';
import {
  type Balancer,
  call,
  createBalancer,
  deleteBalancer,
  deleteBalancers,
  list,
  realised,
} from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { BehindRouter, type FloatingIp } from './support/behind-router.ts';
import { type PreviousPrograms, previousPrograms } from './support/previous-programs.ts';

const TABLES = `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'`;

/** What is changed, and the command line of its other version. */
type Step = readonly [LabService, readonly string[]];

const TCP = { pool: { protocol: 'TCP' }, vip: { protocol: 'TCP' } };

/** One server and two agents, each of which may be of this version or the one before. */
describe('two versions side by side', function () {
  this.timeout(300_000);
  let lab: Lab;
  let previous: PreviousPrograms;
  let behind: BehindRouter;
  let balancers: readonly Balancer[];
  /** Behind a router: one that clients ask through a floating IP all the time, and one without. */
  let hidden: readonly [asked: Balancer, spare: Balancer];
  let floating: FloatingIp;
  let loads: readonly Traffic<LoadResult>[];

  before(async function () {
    // From nothing the packages of the version before are built first.
    this.timeout(900_000);
    previous = await previousPrograms();
    lab = await Lab.start({ agents: 2, webs: 2, programs: previous });
    behind = await BehindRouter.make(lab);
  });
  after(async () => {
    const found = surprises(lab);
    await lab.stop();
    expect(found).to.deep.equal([]);
  });

  /** Clients of each balancer, over connections that are kept and over new ones, talk all the time. */
  beforeEach(async () => {
    const web = await balancerOn(lab, lab.agent(1));
    const tcp = await createBalancer(lab, TCP);
    const other = await balancerOn(lab, lab.agent(2));
    balancers = [web, tcp, other];
    hidden = [await behind.balancer(), await behind.balancer()];
    floating = await behind.leadTo(hidden[0]);
    const asked = [...balancers, { address: floating.address, port: hidden[0].port }];
    loads = await Promise.all(
      asked.flatMap(({ address, port }) =>
        [true, false].map((keepAlive) =>
          startLoad(lab, vipUrl('http', address, port), 1, { keepAlive, pauseMs: 10 }),
        ),
      ),
    );
  });
  afterEach(async () => {
    await behind.remove(floating);
    await deleteBalancers(lab);
  });

  const isNew = ({ program }: LabService): boolean => program === undefined;
  const pids = (): Record<string, number[]> =>
    Object.fromEntries([...balancers, ...hidden].map(({ pool: { id } }) => [id, lab.haproxyPids(id)]));

  /** Starts it anew as the other version, until the server shows that. */
  async function change(service: LabService, other: readonly string[]): Promise<void> {
    const since = Date.now();
    await service.stop();
    service.program = isNew(service) ? other : undefined;
    await service.start();
    const version = isNew(service) ? own.version : previous.version;
    await eventually(() => expectShown(service, version, since), { withinMs: 60_000 });
  }

  async function expectShown({ name }: LabService, version: string, since: number): Promise<void> {
    const agents = await list(lab, '/v2.0/agents');
    expect(agents.map(({ alive }) => alive)).to.deep.equal([true, true]);
    const agent = agents.find(({ host }) => host === name);
    if (agent === undefined) return;
    expect(agent['configurations']).to.include({ version });
    expect(Date.parse(`${String(agent['started_at'])}Z`)).to.be.at.least(since - 1000);
  }

  /**
   * A weight, a member that comes and goes, a balancer and a floating IP: each arrives, and the first two without a
   * reload.
   */
  async function expectChangesArrive(): Promise<void> {
    for (const { pool, members } of [...balancers, hidden[0]]) {
      await call(lab, 'PUT', `/v2.0/lb/members/${members[0]?.id}`, { member: { weight: 5 } });
      await realised(lab, pool.id);
      await call(lab, 'PUT', `/v2.0/lb/members/${members[0]?.id}`, { member: { weight: 1 } });
      await realised(lab, pool.id);
    }
    await behind.remove(await behind.leadTo(hidden[1]));
    const further = await createBalancer(lab, { members: [{}] });
    const { id } = await call(lab, 'POST', '/v2.0/lb/members', {
      member: { pool_id: further.pool.id, address: '10.0.0.12', protocol_port: 8080 },
    });
    await realised(lab, further.pool.id);
    expect((await curl(lab, vipUrl('http', further.address, further.port))).status).to.equal(200);
    await call(lab, 'DELETE', `/v2.0/lb/members/${id}`);
    await realised(lab, further.pool.id);
    await deleteBalancer(lab, further);
    await eventually(() => expect(lab.haproxyPids(further.pool.id)).to.deep.equal([]), { withinMs: 30_000 });
  }

  async function expectHitless(): Promise<void> {
    for (const load of loads) {
      const { requests, failures } = await load.stop();
      expect(failures).to.deep.equal([]);
      expect(requests).to.be.above(100);
    }
  }

  const steps = (order: string): readonly Step[] => {
    const server: Step = [lab.server(1), previous.server];
    const agents = lab.agents.map((agent): Step => [agent, previous.agent]);
    return order === 'agents first' ? [...agents, server] : [server, ...agents];
  };

  for (const [what, order] of [
    ['upgraded', 'agents first'],
    ['taken one step back', 'server first'],
    ['upgraded', 'server first'],
    ['taken one step back', 'agents first'],
  ] as const) {
    it(`are ${what}, ${order}: no request fails, nothing is reloaded, and changes arrive in between`, async () => {
      const before = pids();
      expect(Object.values(before).map(({ length }) => length)).to.deep.equal([1, 1, 1, 1, 1]);
      for (const [service, other] of steps(order)) {
        await change(service, other);
        await expectChangesArrive();
        expect(pids(), service.name).to.deep.equal(before);
      }
      await expectHitless();
    });
  }

  it('go on while every table gets further columns, as a later version would add them', async () => {
    await withDatabase(lab, async (database) => {
      const { rows } = await database.query<{ name: string }>(TABLES);
      expect(rows).to.have.length.above(20);
      for (const { name } of rows)
        await database.query(`ALTER TABLE ${name} ADD later_a text, ADD later_b integer NOT NULL DEFAULT 0`);
    });
    await expectChangesArrive();
    await change(lab.server(1), previous.server);
    await expectChangesArrive();
    await expectHitless();
  });
});
