import { LOCK_TIMEOUT_MS } from '@lbaas/server/persistence';
import { expect } from 'chai';
import { type Client, created, refused } from '../support/lbaas-v1-client.ts';
import { memberBody, newPool, vipBody } from '../support/lbaas-v1-fixture.ts';
import { type TurnsServer, lockDevice, startTurnsServer } from '../support/turns-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const BURST = 60;
/** As by default. */
const CONNECTIONS = 12;

describe('bursts of calls', function () {
  this.timeout(120_000);
  const api = useLbaasApi({ agent: {} });
  let server: TurnsServer;

  afterEach(() => server.stop());

  const remove = async (client: Client, path: string): Promise<void> => {
    const { status, body } = await client.delete(path);
    expect(status, JSON.stringify(body)).to.equal(204);
  };

  it('on one subnet all succeed, each with an address of its own', async () => {
    server = await startTurnsServer(api, { connections: CONNECTIONS });
    const client = server.of('one');
    await api.admin.put('/quotas/one', { quota: { pool: -1, vip: -1 } });
    const addresses = new Set<unknown>();
    const chain = async (): Promise<void> => {
      const pool = await newPool(api, {}, client);
      const vip = created(await client.post('/lb/vips', vipBody(api, pool.id)));
      expect(addresses).to.not.include(vip['address']);
      addresses.add(vip['address']);
      await client.get(`/lb/vips/${vip.id}`);
      addresses.delete(vip['address']);
      await remove(client, `/lb/vips/${vip.id}`);
      await remove(client, `/lb/pools/${pool.id}`);
    };
    await Promise.all(Array.from({ length: BURST }, chain));
    expect(await api.query('SELECT 1 FROM pools UNION ALL SELECT 1 FROM ip_allocations')).to.deep.equal([]);
  });

  it('end with what cannot be done while the caller waits: 503, and when to try again', async () => {
    server = await startTurnsServer(api, { connections: CONNECTIONS, maxWaitMs: 1000 });
    const pool = await newPool(api);
    const unlock = await lockDevice(api, pool.id);
    try {
      const startedMs = performance.now();
      const answer = await server.of('one').post('/lb/members', memberBody(pool.id, '10.1.0.9'));
      refused(answer, 503, 'ServiceUnavailable');
      expect(JSON.stringify(answer.body)).to.include('has waited for others for too long');
      expect(Number(answer.headers['retry-after'])).to.be.above(0);
      expect(performance.now() - startedMs).to.be.within(900, LOCK_TIMEOUT_MS - 100);
    } finally {
      unlock();
    }
  });
});
