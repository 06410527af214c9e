import { eventually } from '@lbaas/common/runtime';
import { sharedRabbitmq } from '@lbaas/lab';
import { loadBalancerOf } from '@lbaas/common/testing';
import { expect } from 'chai';
import { REMOVED } from '../support/played-agent.ts';
import type { FakeAgent } from './fake-agent.ts';
import { ServerWorld, type Thing } from './server-world.ts';

const SOON = { withinMs: 30_000 };
const HELD_BACK = 'agent host-1, which ran it, has not confirmed that it is gone';

describe('a device whose agent is deleted', function () {
  this.timeout(60_000);
  let world: ServerWorld;
  let former: FakeAgent;
  let next: FakeAgent;
  let pool: Thing;
  let vip: Thing;

  before(async function () {
    this.timeout(90_000);
    await sharedRabbitmq();
  });
  beforeEach(async () => {
    world = await ServerWorld.open();
    former = await world.registeredAgent('host-1');
    await staysAlive('host-1');
    const subnet = await world.subnet();
    pool = await world.pool(subnet);
    vip = await world.vip(pool.id, subnet);
    await eventually(() => expect(former.deployed).to.have.length(1), SOON);
    await former.report(first(), { generation: 2 });
    await becomes('ACTIVE');
    next = await world.registeredAgent('host-2', { obedient: true });
    await staysAlive('host-2');
  });
  afterEach(() => world.close());

  const first = () => ({ device_id: pool.id, epoch: 1 });
  /** However long a test takes on a busy machine. */
  const staysAlive = (host: string): Promise<unknown> =>
    world.db.query(`UPDATE agents SET heartbeat_at = now() + interval '1 hour' WHERE host = $1`, [host]);
  const fallsSilent = (host: string): Promise<unknown> =>
    world.db.query(`UPDATE agents SET heartbeat_at = now() - interval '1 min' WHERE host = $1`, [host]);
  const becomes = (status: string): Promise<unknown> =>
    eventually(async () => expect(await world.show(`/lb/vips/${vip.id}`)).to.include({ status }), SOON);
  const agents = async (): Promise<readonly Thing[]> => {
    const { body } = await world.request('GET', '/v2.0/agents');
    return body['agents'] as readonly Thing[];
  };
  const idOf = async (host: string): Promise<string> =>
    (await agents()).find((agent) => agent['host'] === host)?.id ?? '';
  const deleteFormer = async (): Promise<string> => {
    const id = await idOf('host-1');
    await world.remove(`/agents/${id}`);
    return id;
  };
  /** The device has the next host for its agent, and says what it waits for. */
  const heldBack = (): Promise<unknown> =>
    eventually(async () => {
      const shown = await world.show(`/lb/pools/${pool.id}/loadbalancer-agent`);
      expect(shown).to.include({ host: 'host-2' });
      expect(await world.show(`/lb/vips/${vip.id}`)).to.include({
        status: 'PENDING_UPDATE',
        status_description: HELD_BACK,
      });
    }, SOON);

  it('is sent to the next one when that has confirmed, and not before', async () => {
    await deleteFormer();
    await eventually(() => expect(former.undeployed).to.deep.equal([first()]), SOON);
    await heldBack();
    expect(next.deployed).to.deep.equal([]);
    expect((await next.ready()).devices).to.deep.equal([]);
    const refused = await next.logicalDevice(pool.id).then(
      () => 'given',
      (error: { code: string }) => error.code,
    );
    expect(refused).to.equal('handler_failed');

    await former.report(first(), REMOVED);
    await becomes('ACTIVE');
    expect(next.deployed[0]).to.include({ device_id: pool.id, epoch: 2 });
    expect((await next.ready()).devices).to.have.length(1);
  });

  it('is sent to the next one when the former falls silent', async () => {
    await deleteFormer();
    await heldBack();
    expect(next.deployed).to.deep.equal([]);
    await fallsSilent('host-1');
    await becomes('ACTIVE');
    await eventually(
      async () => expect(await world.db.query('SELECT host FROM agents')).to.deep.equal([{ host: 'host-2' }]),
      SOON,
    );
    await former.beat();
    await eventually(async () => expect(await idOf('host-1')).to.match(/./), SOON);
  });

  it('waits for nobody when that was silent', async () => {
    await fallsSilent('host-1');
    await deleteFormer();
    expect(await world.db.query('SELECT host FROM agents')).to.deep.equal([{ host: 'host-2' }]);
    await becomes('ACTIVE');
    expect(former.undeployed).to.deep.equal([]);
  });

  it('hides the agent, which is given nothing, until nothing is left and it registers anew', async () => {
    const id = await deleteFormer();
    await heldBack();
    await former.beat();
    await staysAlive('host-1');
    expect((await agents()).map((agent) => agent['host'])).to.deep.equal(['host-2']);
    for (const method of ['GET', 'DELETE']) {
      const answer = await world.request(method, `/v2.0/agents/${id}`);
      expect([method, answer.status, answer.type]).to.deep.equal([method, 404, 'AgentNotFound']);
    }
    const renamed = await world.request('PUT', `/v2.0/agents/${id}`, { agent: { description: 'x' } });
    expect(renamed.type).to.equal('AgentNotFound');
    const { body } = await world.request('GET', `/v2.0/agents/${id}/loadbalancer-pools`);
    expect(body).to.deep.equal({ pools: [] });
    await world.request('PUT', `/v2.0/agents/${await idOf('host-2')}`, { agent: { admin_state_up: false } });
    const other = await world.pool(await world.subnet('10.2.0.0/24'));
    expect(other).to.include({
      status_description: 'no eligible agent among 1: 1 administratively down',
    });
    expect((await former.ready()).devices).to.deep.equal([]);

    await former.report(first(), REMOVED);
    await eventually(
      async () => {
        await former.beat();
        expect(await idOf('host-1'))
          .to.match(/./)
          .and.to.not.equal(id);
      },
      { ...SOON, everyMs: 200 },
    );
    await eventually(async () => {
      const shown = await world.show(`/lb/pools/${other.id}/loadbalancer-agent`);
      expect(shown).to.include({ host: 'host-1' });
    }, SOON);
  });

  it('is not held back again by one that returns when it is sent already', async () => {
    await deleteFormer();
    await world.db.query(`UPDATE agents SET heartbeat_at = now() - interval '1 min' WHERE host = 'host-1'`);
    await becomes('ACTIVE');
    await world.request('PUT', `/v2.0/lb/vips/${vip.id}`, { vip: { connection_limit: 7 } });
    await becomes('ACTIVE');
    expect(loadBalancerOf(next.deployed.at(-1))?.listeners[0]).to.include({ connection_limit: 7 });
  });

  it('that is deleted too is gone when the former agent has confirmed', async () => {
    await deleteFormer();
    await heldBack();
    await world.remove(`/lb/vips/${vip.id}`);
    await world.remove(`/lb/pools/${pool.id}`);
    await former.report(first(), REMOVED);
    await eventually(
      async () => expect(await world.db.query('SELECT id FROM devices')).to.deep.equal([]),
      SOON,
    );
    expect(next.deployed).to.deep.equal([]);
  });
});
