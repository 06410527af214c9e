import { randomUUID } from 'node:crypto';
import { createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import {
  createApp,
  DryRuns,
  HAPROXY_ALONE,
  lbaasV1,
  neutronDialect,
  NoAuthenticator,
} from '@lbaas/server/testing';
import { createConnectionPool, UnitOfWork } from '@lbaas/server/persistence';
import { clientOf, refused } from '../support/lbaas-v1-client.ts';
import { monitorBody, newPool, nobody } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('requests', () => {
  const api = useLbaasApi();
  let path: string;

  before(async () => {
    path = `/lb/pools/${(await newPool(api)).id}`;
  });

  const message = async (body: unknown) => {
    const answer = await api.one.post('/lb/pools', body);
    refused(answer, 400, 'HTTPBadRequest');
    return answer.body.NeutronError.message;
  };

  describe('are checked in this order:', () => {
    it('JSON', async () => {
      for (const body of ['{', '{"pool": {}', 'pool', '"', '[1,]', '\ufeff{}', '{}{}']) {
        refused(await api.one.post('/lb/pools', body), 400, 'MalformedRequestBody');
        refused(await api.one.put(path, body), 400, 'MalformedRequestBody');
      }
    });

    it('a body', async () => {
      expect(await message(undefined)).to.include('body required');
      expect(await message('')).to.include('body required');
      expect(await message('null')).to.include('body required');
      refused(await api.one.put(path), 400, 'BadRequest');
      for (const body of ['1', '[]', '"x"', 'null'])
        refused(await api.one.put(path, body), 400, 'BadRequest');
    });

    it('bulk, where there is none', async () => {
      expect(await message({ pools: [], pool: {} })).to.include('Bulk');
    });

    it('the wrapper', async () => {
      for (const body of [{}, { vip: {} }, { pool: null }, { pool: [] }, { pool: 'x' }, [], 1]) {
        await message(body);
      }
      expect(await message({ pol: { tenant_id: 'two' } })).to.include("'pool'");
    });

    it('the project', async () => {
      expect(await message({ pool: { tenant_id: 'two', zzz: 1 } })).to.include('tenant_id');
      const answer = await api.one.put(path, { pool: { tenant_id: 'two', zzz: 1 } });
      expect(answer.body.NeutronError.message).to.include('admin privileges');
    });

    it('unknown attributes, by name', async () => {
      const text = await message({ pool: { zzz: 1, yyy: 2, status: 'x' } });
      expect(text).to.include('zzz').and.include('yyy').and.not.include('status');
      await message('{"pool": {"__proto__": 1, "constructor": 2}}');
    });

    it('read-only attributes', async () => {
      expect(await message({ pool: { status: 'x' } })).to.include("'status' not allowed in POST");
      const answer = await api.one.put(path, { pool: { protocol: 'x', lb_method: 'y' } });
      expect(answer.body.NeutronError.message).to.include('read-only attribute protocol');
    });

    it('missing attributes', async () => {
      expect(await message({ pool: { protocol: 'NOPE' } })).to.include("Required attribute 'subnet_id'");
    });

    it('values', async () => {
      const pool = { protocol: 'NOPE', lb_method: 'SOURCE_IP', subnet_id: randomUUID() };
      expect(await message({ pool })).to.include('Invalid input for protocol');
    });

    it('and then the object: a bad change of what is not there is a bad change', async () => {
      const missing = `/lb/pools/${randomUUID()}`;
      refused(await api.one.put(missing, { pool: { lb_method: 'X' } }), 400, 'HTTPBadRequest');
      refused(await api.one.put(missing, { pool: { name: 'x' } }), 404, 'PoolNotFound');
      refused(await api.one.put('/lb/pools/x', { pool: { name: 'x' } }), 404, 'PoolNotFound');
    });
  });

  it('convert as the reference does', async () => {
    const post = async (fields: Readonly<Record<string, unknown>>) =>
      (await api.one.post('/lb/health_monitors', monitorBody(fields))).body.health_monitor;
    expect(await post({ delay: ' 7 ', timeout: 3.9, max_retries: true })).to.include({
      delay: 7,
      timeout: 3,
      max_retries: 1,
    });
    expect(await post({ admin_state_up: 'TRUE' })).to.include({ admin_state_up: true });
    expect(await post({ admin_state_up: 0 })).to.include({ admin_state_up: false });
    for (const delay of ['', 'x', '1e3', '0x10', null, [], {}, '9'.repeat(40)]) {
      refused(await api.one.post('/lb/health_monitors', monitorBody({ delay })), 400, 'InvalidInput');
    }
    const endless = JSON.stringify(monitorBody()).replace('"delay":5', '"delay":1e400');
    refused(await api.one.post('/lb/health_monitors', endless), 400, 'InvalidInput');
    for (const value of ['yes', '', 2, null, [], {}]) {
      const body = monitorBody({ admin_state_up: value });
      refused(await api.one.post('/lb/health_monitors', body), 400, 'InvalidInput');
    }
  });

  it('are answered with an id, whatever becomes of them', async () => {
    const urls = [
      '/',
      '/v2.0/lb/pools',
      '/v2.0/lb/pools/x',
      '/nowhere',
      '/v2.0/%zz',
      '/v2.0/lb/vips?limit=x',
    ];
    const ids = new Set<unknown>();
    for (const url of urls) {
      const answer = await api.app.inject({ url });
      const id = answer.headers['x-openstack-request-id'];
      expect(id, url).to.match(/^req-[0-9a-f-]{36}$/);
      expect(answer.headers['content-type'], url).to.equal('application/json; charset=UTF-8');
      ids.add(id);
    }
    expect(ids.size).to.equal(urls.length);
  });

  it('to what does not exist are 404, with any method', async () => {
    refused(await api.one.get('/lb/poools'), 404, 'HTTPNotFound');
    refused(await api.one.get('/lb/pools.xml'), 404, 'HTTPNotFound');
    refused(await api.one.post(path, { pool: {} }), 404, 'HTTPNotFound');
    refused(await api.one.delete('/lb/pools'), 404, 'HTTPNotFound');
    refused(await api.one.put('/lb/vips', { vip: {} }), 404, 'HTTPNotFound');
    for (const method of ['PATCH', 'HEAD', 'OPTIONS'] as const) {
      expect((await api.app.inject({ method, url: `/v2.0${path}` })).statusCode).to.equal(404);
    }
    refused(await api.one.get(`/lb/pools/${'x'.repeat(600)}`), 404, 'HTTPNotFound');
  });

  it('may be as large as the limit, and no larger', async () => {
    const body = JSON.stringify({ pool: { name: 'x'.repeat(1_100_000) } });
    refused(await api.one.post('/lb/pools', body), 413, 'HTTPRequestEntityTooLarge');
  });

  it('without content are answered 204 without any', async () => {
    const { id } = await newPool(api);
    const answer = await api.app.inject({ method: 'DELETE', url: `/v2.0/lb/pools/${id}.json` });
    expect([answer.statusCode, answer.body, answer.headers['content-type']]).to.deep.equal([
      204,
      '',
      undefined,
    ]);
  });

  it('find the versions, the extensions and the providers', async () => {
    const root = await api.app.inject({ url: '/', headers: { host: 'api:9696' } });
    expect(root.json()).to.deep.equal({
      versions: [{ id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href: 'http://api:9696/v2.0' }] }],
    });
    const v2 = await api.one.get('/');
    expect((v2.body['resources'] as { name: string }[]).map((item) => item.name)).to.deep.equal([
      'network',
      'subnet',
      'port',
    ]);
    const extensions = (await api.one.get('/extensions.json')).body['extensions'] as { alias: string }[];
    expect(extensions.map((item) => item.alias))
      .to.include('lbaas')
      .and.not.include('lbaasv2');
    expect((await api.one.get('/extensions/lbaas')).body['extension']).to.include({
      name: 'LoadBalancing service',
      updated: '2012-10-07T10:00:00-00:00',
    });
    refused(await api.one.get('/extensions/nope'), 404, 'ExtensionNotFound');
    expect((await api.one.get('/service-providers')).body['service_providers']).to.deep.equal([
      { service_type: 'LOADBALANCER', name: 'haproxy', default: true },
    ]);
    expect((await api.one.get('/service-providers?name=f5')).body['service_providers']).to.deep.equal([]);
    expect(
      (await api.one.get('/service-providers?fields=name&fields=default')).body['service_providers'],
    ).to.deep.equal([{ name: 'haproxy', default: true }]);
  });

  it('are refused for a while when the database is away', async () => {
    const pool = createConnectionPool({ url: 'postgres://lbaas@/none?host=/nonexistent' });
    const unitOfWork = new UnitOfWork({ pool });
    const placer = { place: async () => undefined, ensureFit: async () => undefined };
    const app = createApp({
      unitOfWork,
      authenticator: new NoAuthenticator(),
      dialects: [
        neutronDialect([
          lbaasV1({
            dryRuns: new DryRuns({ unitOfWork, placer, providers: HAPROXY_ALONE, previewDevice: nobody }),
            unitOfWork,
            placer,
            providers: HAPROXY_ALONE,
            inspectDevice: nobody,
            agentDownAfterMs: 8000,
          }),
        ]),
      ],
      logger: createLogger({ name: 'test', level: 'silent' }),
    });
    const client = clientOf(app, {});
    for (const answer of [
      await client.get('/lb/pools'),
      await client.post('/lb/health_monitors', monitorBody()),
    ]) {
      refused(answer, 503, 'ServiceUnavailable');
      expect(answer.headers['retry-after']).to.equal('2');
    }
    await app.close();
    await pool.end();
  });
});
