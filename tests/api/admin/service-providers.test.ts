import { ConfigError } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { ConfiguredProviders, openTestDatabase, seedDevice } from '@lbaas/server/testing';
import { refused } from '../support/lbaas-v1-client.ts';
import { newPool, startLbaasApi } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const HAPROXY = { name: 'haproxy', driver: 'haproxy_ns', isDefault: false };
const GOLD = { name: 'gold', driver: 'haproxy_ns', isDefault: true };
const BOX = { name: 'box', driver: 'box_driver', isDefault: false };

describe('service providers', () => {
  const api = useLbaasApi({ providers: [HAPROXY, GOLD, BOX], agent: {} });

  const list = async (query = '', client = api.one) =>
    (await client.get(`/service-providers${query}`)).body['service_providers'];
  const names = async (query: string) => ((await list(query)) as { name: string }[]).map(({ name }) => name);

  it('are listed for everybody, with their default', async () => {
    expect(await list('', api.as({ 'x-roles': 'reader' }))).to.deep.equal([
      { service_type: 'LOADBALANCER', name: 'haproxy', default: false },
      { service_type: 'LOADBALANCER', name: 'gold', default: true },
      { service_type: 'LOADBALANCER', name: 'box', default: false },
    ]);
    expect(await names('?default=True')).to.deep.equal(['gold']);
    expect(await names('?name=box&name=gold&service_type=LOADBALANCER')).to.deep.equal(['gold', 'box']);
    expect(await names('?service_type=FIREWALL')).to.deep.equal([]);
    expect(await list('?name=box&fields=name')).to.deep.equal([{ name: 'box' }]);
  });

  it('serve the pools that name them, in any case, or none', async () => {
    expect(await newPool(api)).to.include({ provider: 'gold' });
    expect(await newPool(api, { provider: '' })).to.include({ provider: 'gold' });
    expect(await newPool(api, { provider: 'HAProxy' })).to.include({ provider: 'haproxy' });
    const { body } = await api.one.get('/lb/pools?provider=Gold&fields=provider');
    expect(body.pools).to.deep.equal([{ provider: 'gold' }, { provider: 'gold' }]);
  });

  it('are told apart by their driver', async () => {
    expect((await newPool(api, { provider: 'haproxy' })).status_description).to.include('no VIP');
    expect((await newPool(api, { provider: 'box' })).status_description).to.include(
      'without driver box_driver',
    );
  });

  it('that are not there are refused, and so is their absence without a default', async () => {
    const pool = { protocol: 'TCP', lb_method: 'ROUND_ROBIN', subnet_id: api.subnetId };
    const answer = await api.one.post('/lb/pools', { pool: { ...pool, provider: 'F5' } });
    refused(answer, 400, 'ServiceProviderNotFound');
    expect(answer.body.NeutronError.message).to.include("'f5'");
    const without = await startLbaasApi({ providers: [HAPROXY] });
    const body = { pool: { ...pool, subnet_id: without.subnetId } };
    refused(await without.one.post('/lb/pools', body), 400, 'DefaultServiceProviderNotFound');
    expect((await newPool(without, { provider: 'haproxy' })).id).to.be.a('string');
    await without.stop();
  });

  it('that pools have must be there for a server to start', async () => {
    const db = await openTestDatabase();
    const check = (providers: readonly (typeof GOLD)[]) =>
      new ConfiguredProviders(db.unitOfWork, providers).start().then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(await check([GOLD])).to.equal(undefined);
    await seedDevice(db);
    expect(await check([HAPROXY, GOLD])).to.equal(undefined);
    const error = await check([GOLD]);
    expect(error).to.be.instanceOf(ConfigError);
    expect((error as ConfigError).message).to.include('haproxy is missing');
    await db.query('UPDATE devices SET deleting = true');
    expect(await check([GOLD])).to.equal(undefined);
    await db.close();
  });
});
