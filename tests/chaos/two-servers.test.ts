import { eventually } from '@lbaas/common/runtime';
import { Lab, type LabServer, startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { EventListener } from '../api/support/event-listener.ts';
import { type ApiObject, call, createBalancer, labSubnets, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { surprises } from './support/surprises.ts';

const BURST = 24;
/** So few that part of the burst begins after the first calls are done, when one server is gone. */
const AT_ONCE = 12;
const LOST: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

interface Accepted {
  readonly poolId: string;
  readonly vipId: string;
  readonly address: string;
}

describe('two servers on one database', function () {
  this.timeout(180_000);
  let lab: Lab;

  before(async () => {
    lab = await Lab.start({ servers: 2, agents: 2, webs: 1 });
  });
  after(async () => {
    const found = surprises(lab);
    await lab.stop();
    expect(found).to.deep.equal([]);
  });

  async function create(server: LabServer, path: string, body: object): Promise<ApiObject> {
    const answer = await server.api('POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return Object.values(answer.body as Record<string, ApiObject>)[0] as ApiObject;
  }

  /** Undefined if the server was killed before it answered. */
  async function createThrough(server: LabServer, subnet_id: string): Promise<Accepted | undefined> {
    try {
      const body = { protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id };
      const { id: pool_id } = await create(server, '/v2.0/lb/pools', { pool: body });
      const member = { pool_id, address: '10.0.0.11', protocol_port: 8080 };
      await create(server, '/v2.0/lb/members', { member });
      const listens = { pool_id, subnet_id, protocol: 'HTTP', protocol_port: 8080 };
      const vip = await create(server, '/v2.0/lb/vips', { vip: listens });
      return { poolId: pool_id, vipId: vip.id, address: vip['address'] as string };
    } catch (error) {
      if (!LOST.has((error as NodeJS.ErrnoException).code)) throw error;
      return undefined;
    }
  }

  it('what one accepts the other shows, and either hears of it', async () => {
    const subnet_id = (await labSubnets(lab))[4];
    const made = await createThrough(lab.server(2), subnet_id);
    await realised(lab, made?.poolId ?? '');
    expect((await curl(lab, vipUrl('http', made?.address ?? '', 8080))).status).to.equal(200);
    const { body } = await lab.server(2).api('GET', `/v2.0/lb/vips/${made?.vipId}`);
    expect(body).to.have.nested.property('vip.status', 'ACTIVE');
  });

  it('a change through one server, and what its agent makes of it, shows in the event stream of the other', async () => {
    const { members } = await createBalancer(lab, { members: [{}] });
    const id = members[0]?.id ?? '';
    const listener = await EventListener.open(lab.server(2).url, '/v2.0/lb/events?resource=member');
    await lab.server(1).api('PUT', `/v2.0/lb/members/${id}`, { member: { weight: 7 } });
    const [changed, shown] = await listener.take(2, 15_000);
    listener.close();
    expect(changed?.event).to.equal('member.update');
    expect(changed?.data['member']).to.deep.include({ id, weight: 7 });
    expect(shown?.event).to.equal('member.status');
    expect(shown?.data['member']).to.deep.include({ id, weight: 7, status: 'ACTIVE' });
    const updated = Date.parse(changed?.data.at ?? '');
    expect(Date.parse(shown?.data.at ?? '')).to.be.at.least(updated);
  });

  it('one is killed in a burst of creates: all that was accepted runs, once each; traffic goes on', async () => {
    const before = await createBalancer(lab, { members: [{}] });
    const load = await startLoad(lab, vipUrl('http', before.address, 8080), 2, { pauseMs: 10 });
    const subnet_id = (await labSubnets(lab))[4];
    const left = Array.from({ length: BURST }, (_, n) => (n % 2) + 1);
    const results: (Accepted | undefined)[] = [];
    const work = async (): Promise<void> => {
      for (let server = left.pop(); server !== undefined; server = left.pop()) {
        results.push(await createThrough(lab.server(server), subnet_id));
        if (results.length === BURST / 4) await lab.server(2).kill9();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const accepted = results.filter((each) => each !== undefined);
    expect(accepted.length).to.be.within(BURST / 2, BURST - 1);

    for (const { poolId } of accepted) await realised(lab, poolId, 30_000);
    for (const { poolId, address } of accepted) {
      expect(lab.haproxyPids(poolId), poolId).to.have.lengthOf(1);
      expect(await hostsOf(poolId), poolId).to.have.lengthOf(1);
      expect((await curl(lab, vipUrl('http', address, 8080))).status, poolId).to.equal(200);
    }
    expect((await load.stop()).failures).to.deep.equal([]);
  });

  it('it comes back and takes its share', async () => {
    await lab.server(2).start();
    const made = await createThrough(lab.server(2), (await labSubnets(lab))[4]);
    await lab.server(1).kill9();
    await eventually(
      async () => {
        const { body } = await lab.server(2).api('GET', `/v2.0/lb/vips/${made?.vipId}`);
        expect(body).to.have.nested.property('vip.status', 'ACTIVE');
      },
      { withinMs: 60_000 },
    );
    await lab.server(1).start();
    await call(lab, 'DELETE', `/v2.0/lb/vips/${made?.vipId}`);
    await eventually(() => expect(lab.haproxyPids(made?.poolId ?? '')).to.deep.equal([]), {
      withinMs: 60_000,
    });
  });

  async function hostsOf(deviceId: string): Promise<string[]> {
    const hosts: string[] = [];
    for (const { name } of lab.agents) {
      const { stdout } = await lab.exec(name, ['ls', '/run/netns']);
      if (stdout.includes(`qlbaas-${deviceId}`)) hosts.push(name);
    }
    return hosts;
  }
});
