import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { Lab, type LoadResult, type Traffic, startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import {
  type ApiObject,
  type Balancer,
  call,
  createBalancer,
  list,
  realised,
} from '../../e2e/support/balancer.ts';
import { vipUrl } from '../../e2e/support/client.ts';
import { PATIENT_MONITOR } from './chaos-lab.ts';
import { type HaproxyProgram, install, ownHaproxy } from './haproxy-programs.ts';
import { surprises } from './surprises.ts';

const SOON = { withinMs: 60_000, everyMs: 100 };

/** Stick tables, checks and cookies: all that a process hands over to the next one. */
const KINDS = [
  { pool: { lb_method: 'ROUND_ROBIN' }, vip: { session_persistence: { type: 'SOURCE_IP' } } },
  { pool: { lb_method: 'LEAST_CONNECTIONS' }, vip: { session_persistence: { type: 'HTTP_COOKIE' } } },
] as const;

/** Tests of an agent host whose HAProxy is replaced. @param makeNext the version that replaces that of this machine */
export function haproxyIsReplacedBy(
  makeNext: (directory: string) => Promise<HaproxyProgram> | HaproxyProgram,
): void {
  const own = ownHaproxy();
  let directory: string;
  let binary: string;
  let next: HaproxyProgram;
  let lab: Lab;
  let balancers: Balancer[];

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'replaced-'));
    binary = join(directory, 'haproxy');
    next = await makeNext(directory);
    install(own, binary);
    const agentEnv = {
      LBAAS_HAPROXY_BINARY: binary,
      LBAAS_HEARTBEAT_INTERVAL: '0.5',
      LBAAS_SWEEP_INTERVAL: '1',
    };
    lab = await Lab.start({ agents: 1, webs: 2, agentEnv });
    balancers = [];
    for (const kind of KINDS) {
      balancers.push(await createBalancer(lab, { ...kind, monitors: [PATIENT_MONITOR], members: [{}] }));
    }
  });
  after(async () => {
    const found = surprises(lab);
    await lab.stop();
    expect(found).to.deep.equal([]);
    rmSync(directory, { recursive: true, force: true });
  });

  /** What the API shows of the host, once it does. */
  const shows = (version: string | null, others: number): Promise<void> =>
    eventually(async () => {
      const [agent] = await list(lab, '/v2.0/agents');
      const programs = (agent?.['configurations'] as { readonly programs: unknown } | undefined)?.programs;
      expect(programs).to.deep.equal([{ name: 'HAProxy', version, others }]);
    }, SOON);
  const pidsOf = ({ pool }: Pick<Balancer, 'pool'>): number[] =>
    lab.haproxyPids(pool.id).sort((one, other) => one - other);
  let weight = 1;
  /** It is a reload, whatever the limit was before. */
  let limit = 1000;
  const reload = ({ vip }: Balancer): Promise<ApiObject> =>
    call(lab, 'PUT', `/v2.0/lb/vips/${vip.id}`, { vip: { connection_limit: (limit += 1) } });
  const reloaded = async (balancer: Balancer): Promise<void> => {
    const before = pidsOf(balancer);
    await reload(balancer);
    await realised(lab, balancer.pool.id, SOON.withinMs);
    // The one from before goes when its last connection has ended.
    expect(pidsOf(balancer).filter((pid) => !before.includes(pid))).to.have.lengthOf(1);
  };
  /** At run time, without another process; what the checks say of them arrives. */
  async function changesMembers({ pool, members }: Balancer): Promise<void> {
    const before = pidsOf({ pool });
    const body = { pool_id: pool.id, address: '10.0.0.12' };
    for (const [member, status] of [
      [{ ...body, protocol_port: 8080 }, 'ACTIVE'],
      // Nobody listens there; it gets no clients.
      [{ ...body, protocol_port: 9, weight: 0 }, 'INACTIVE'],
    ] as const) {
      const { id } = await call(lab, 'POST', '/v2.0/lb/members', { member });
      await eventually(async () => {
        expect((await call(lab, 'GET', `/v2.0/lb/members/${id}`)).status).to.equal(status);
      }, SOON);
      await call(lab, 'DELETE', `/v2.0/lb/members/${id}`);
    }
    await call(lab, 'PUT', `/v2.0/lb/members/${members[0]?.id}`, { member: { weight: (weight += 1) } });
    await realised(lab, pool.id, SOON.withinMs);
    expect(pidsOf({ pool }).filter((pid) => !before.includes(pid))).to.deep.equal([]);
  }

  /** No request of clients of each balancer fails meanwhile. */
  async function hitless(work: () => Promise<void>): Promise<void> {
    const loads: Traffic<LoadResult>[] = [];
    for (const { address } of balancers) {
      loads.push(await startLoad(lab, vipUrl('http', address, 8080), 2, { pauseMs: 5 }));
      loads.push(await startLoad(lab, vipUrl('http', address, 8080), 2, { pauseMs: 5, keepAlive: false }));
    }
    try {
      await work();
    } finally {
      const results = await Promise.all(loads.map((load) => load.stop()));
      expect(results.flatMap(({ failures }) => failures)).to.deep.equal([]);
    }
  }

  const lastLog = (text: string): unknown => {
    const lines = readFileSync(lab.agent(1).logFile, 'utf8').split('\n');
    return JSON.parse(lines.findLast((line) => line.includes(text)) ?? '{}');
  };

  /** What runs is of the version before, what is installed is another one. */
  async function isTakenUp(installed: HaproxyProgram, former: HaproxyProgram): Promise<void> {
    const [first, second] = balancers as [Balancer, Balancer];
    const before = balancers.map(pidsOf);
    install(installed, binary);
    await shows(installed.version, 2);
    expect(lastLog('another HAProxy is installed')).to.include({
      version: installed.version,
      before: former.version,
    });
    await changesMembers(second);
    await lab.agent(1).stop();
    await lab.agent(1).start();
    await shows(installed.version, 2);
    expect(balancers.map(pidsOf), 'nothing was started').to.deep.equal(before);
    await reloaded(first);
    await shows(installed.version, 1);
    await changesMembers(first);
    await reloaded(second);
    await shows(installed.version, 0);
    await changesMembers(second);
    await reloaded(first);
  }

  it('what runs goes on, the agent says so, and the next reload takes it up without a lost request', () =>
    hitless(() => isTakenUp(next, own)));

  it('the way back is the same', () => hitless(() => isTakenUp(own, next)));

  it('one that ends by itself is started again as the one that is installed', async () => {
    install(next, binary);
    await shows(next.version, 2);
    const [first] = balancers as [Balancer];
    lab.killHaproxy(first.pool.id);
    await shows(next.version, 1);
    await realised(lab, first.pool.id, SOON.withinMs);
    install(own, binary);
    await shows(own.version, 1);
    await reloaded(first);
    await shows(own.version, 0);
  });

  for (const [title, script, version, words] of [
    [
      'cannot be run',
      'echo "haproxy: error while loading shared libraries: libx.so.9" >&2; exit 127',
      null,
      /libx\.so\.9/,
    ],
    [
      'refuses the configuration',
      `case "$*" in -v) exec ${own.file} -v ;; *) exec ${own.file} -f DIRECTORY/refused.cfg "$@" ;; esac`,
      own.version,
      /unknown keyword 'no-such-keyword'/,
    ],
  ] as const) {
    it(`one that ${title} changes nothing for who is served, and is over with one that can`, async () => {
      writeFileSync(join(directory, 'refused.cfg'), 'defaults\n  no-such-keyword\n');
      const file = join(directory, 'broken');
      writeFileSync(file, `#!/bin/sh\n${script.replace('DIRECTORY', directory)}\n`);
      const [first] = balancers as [Balancer];
      await hitless(async () => {
        const before = pidsOf(first);
        install({ file }, binary);
        await shows(version, 0);
        await reload(first);
        await eventually(async () => {
          const { status, status_description } = await call(lab, 'GET', `/v2.0/lb/vips/${first.vip.id}`);
          expect(status, status_description).to.equal('ERROR');
          expect(status_description).to.match(words);
        }, SOON);
        expect(pidsOf(first)).to.include.members(before);
        install(own, binary);
        await realised(lab, first.pool.id, SOON.withinMs);
        await shows(own.version, 0);
      });
    });
  }
}
