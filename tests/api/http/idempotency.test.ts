import { connect } from 'node:net';
import { createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { createApp, neutronDialect, NoAuthenticator, translateConstraint } from '@lbaas/server/testing';
import { createConnectionPool, UnitOfWork } from '@lbaas/server/persistence';
import {
  type Answer,
  type Client,
  type Fields,
  clientOf,
  created,
  refused,
} from '../support/lbaas-v1-client.ts';
import {
  associate,
  memberOf,
  monitorBody,
  newMonitor,
  newPool,
  vipBody,
} from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('Idempotency-Key', () => {
  const api = useLbaasApi({ agent: {} });
  let keys = 0;

  const newKey = (): string => `key-${(keys += 1)}`;
  const keyed = (key: string, headers: Fields = {}): Client =>
    api.as({ ...memberOf('one'), 'idempotency-key': key, ...headers });
  const body = (fields: Fields = {}) => ({
    pool: { protocol: 'TCP', lb_method: 'SOURCE_IP', subnet_id: api.subnetId, ...fields },
  });
  const named = async (name: string): Promise<number> =>
    (await api.query('SELECT 1 FROM pools WHERE name = $1', [name])).length;
  const isReplay = (answer: Answer): boolean => answer.headers['idempotency-replayed'] === 'true';

  it('gives a repeat the first answer, and makes nothing', async () => {
    const client = keyed(newKey());
    const first = await client.post('/lb/pools', body({ name: 'once' }));
    expect(
      (await api.one.put(`/lb/pools/${created(first).id}`, { pool: { description: 'x' } })).status,
    ).to.equal(200);
    const again = await client.post('/lb/pools', body({ name: 'once' }));
    expect([isReplay(first), isReplay(again)]).to.deep.equal([false, true]);
    expect([again.status, again.body]).to.deep.equal([first.status, first.body]);
    expect(again.headers['etag']).to.equal(first.headers['etag']);
    expect(await named('once')).to.equal(1);
  });

  it('is the same request whatever the order of its members and the ending of its path', async () => {
    const client = keyed(newKey());
    const { pool } = body({ name: 'order' });
    await client.post('/lb/pools', { pool });
    const turned = { pool: Object.fromEntries(Object.entries(pool).toReversed()) };
    expect(isReplay(await client.post('/lb/pools.json', turned))).to.equal(true);
  });

  it('works for everything that is created, alone or in bulk', async () => {
    const pool = await newPool(api);
    const monitor = await newMonitor(api);
    const member = (address: string) => ({ pool_id: pool.id, address, protocol_port: 80 });
    const requests: readonly (readonly [string, unknown])[] = [
      ['/lb/members', { members: [member('10.1.0.70'), member('10.1.0.71')] }],
      ['/lb/members', { member: member('10.1.0.72') }],
      ['/lb/vips', vipBody(api, pool.id)],
      ['/lb/health_monitors', monitorBody()],
      [`/lb/pools/${pool.id}/health_monitors`, { health_monitor: { id: monitor.id } }],
      ['/networks', { network: {} }],
      ['/subnets', { subnet: { network_id: api.networkId, ip_version: 4, cidr: '10.77.0.0/24' } }],
      ['/ports', { port: { network_id: api.networkId } }],
    ];
    for (const [path, request] of requests) {
      const client = keyed(newKey());
      const [first, again] = [await client.post(path, request), await client.post(path, request)];
      expect(first.status, JSON.stringify(first.body)).to.equal(201);
      expect(isReplay(again), path).to.equal(true);
      expect(again.body).to.deep.equal(first.body);
    }
  });

  it('is refused for another request', async () => {
    const key = newKey();
    await keyed(key).post('/lb/pools', body({ name: 'first' }));
    const other = await keyed(key).post('/lb/pools', body({ name: 'other' }));
    refused(other, 422, 'IdempotencyKeyReused');
    refused(await keyed(key).post('/lb/health_monitors', monitorBody()), 422, 'IdempotencyKeyReused');
    expect(await named('other')).to.equal(0);
    const pool = await newPool(api);
    const monitor = await newMonitor(api);
    const path = `/lb/pools/${pool.id}/health_monitors`;
    refused(await keyed(key).post(path, { health_monitor: { id: monitor.id } }), 422, 'IdempotencyKeyReused');
  });

  it('is another one for another project, another user and another role', async () => {
    const key = newKey();
    const admin = { 'x-roles': 'admin' };
    const first = created(await keyed(key).post('/networks', { network: { name: 'n' } }));
    const second = created(await keyed(key, memberOf('two')).post('/networks', { network: { name: 'n' } }));
    const third = created(
      await keyed(key, { 'x-user-id': 'eve' }).post('/networks', { network: { name: 'n' } }),
    );
    expect(new Set([first.id, second.id, third.id]).size).to.equal(3);
    refused(
      await keyed(key, admin).post('/networks', { network: { name: 'n' } }),
      422,
      'IdempotencyKeyReused',
    );
  });

  it('is free again after a refusal', async () => {
    const pool = await newPool(api);
    const client = keyed(newKey());
    const monitor = await newMonitor(api);
    await associate(api, pool.id, monitor.id);
    const path = `/lb/pools/${pool.id}/health_monitors`;
    const request = { health_monitor: { id: monitor.id } };
    refused(await client.post(path, request), 409, 'PoolMonitorAssociationExists');
    expect((await api.one.delete(`${path}/${monitor.id}`)).status).to.equal(204);
    const answer = await client.post(path, request);
    expect([answer.status, isReplay(answer)]).to.deep.equal([201, false]);
  });

  it('is unknown after a day', async () => {
    const client = keyed(newKey());
    const age = (hours: number) =>
      api.query(`UPDATE idempotency_keys SET created_at = now() - $2 * interval '1 h' WHERE key = $1`, [
        `key-${keys}`,
        hours,
      ]);
    await client.post('/lb/pools', body({ name: 'aged' }));
    await age(23.9);
    expect(isReplay(await client.post('/lb/pools', body({ name: 'aged' })))).to.equal(true);
    await age(24.1);
    expect(isReplay(await client.post('/lb/pools', body({ name: 'aged' })))).to.equal(false);
    expect(isReplay(await client.post('/lb/pools', body({ name: 'aged' })))).to.equal(true);
    expect(await named('aged')).to.equal(2);
    await age(24.1);
    expect((await client.post('/lb/pools', body({ name: 'aged otherwise' }))).status).to.equal(201);
  });

  for (const key of ['', ' ', '"', 'a\tb', 'k\u007f', 'ü', '""', '"k', '"k"x"', 'k'.repeat(256)]) {
    it(`cannot be ${JSON.stringify(key.slice(0, 20))}`, async () => {
      const answer = await keyed(key).post('/lb/pools', body({ name: 'never' }));
      refused(answer, 400, 'HTTPBadRequest');
    });
  }

  it('is the same with the quotes of a structured header', async () => {
    const key = newKey();
    await keyed(`"${key}"`).post('/lb/pools', body({ name: 'quoted' }));
    expect(isReplay(await keyed(key).post('/lb/pools', body({ name: 'quoted' })))).to.equal(true);
    expect((await keyed('k'.repeat(255)).post('/lb/pools', body())).status).to.equal(201);
  });

  it('does not fail over a body that nobody could walk through', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const text = JSON.stringify(body()).replace(/\}$/, `,"more":${deep}}`);
    refused(await keyed(newKey()).post('/lb/pools', text), 400, 'MalformedRequestBody');
  });

  it('counts for nothing where nothing is created', async () => {
    const { id } = await newPool(api);
    const client = keyed('');
    expect((await client.put(`/lb/pools/${id}`, { pool: { name: 'x' } })).status).to.equal(200);
    expect((await client.get(`/lb/pools/${id}`)).status).to.equal(200);
  });

  it('makes one object of many requests at once, on two servers', async () => {
    const pool = createConnectionPool({ url: api.url, poolSize: 20 });
    const second = createApp({
      unitOfWork: new UnitOfWork({ pool, translate: translateConstraint }),
      authenticator: new NoAuthenticator(),
      dialects: [neutronDialect(api.parts)],
      logger: createLogger({ name: 'test', level: 'silent' }),
    });
    try {
      for (let round = 0; round < 5; round += 1) {
        const headers = { ...memberOf('one'), 'idempotency-key': newKey() };
        const [here, there] = [api.as(headers), clientOf(second, headers)];
        const name = `twins ${round}`;
        const answers = await Promise.all(
          Array.from({ length: 30 }, (_, index) =>
            (index % 2 === 0 ? here : there).post('/lb/pools', body({ name })),
          ),
        );
        expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).to.equal(1);
        expect(answers.filter((answer) => answer.status === 201)).to.have.length(30);
        expect(answers.filter((answer) => !isReplay(answer))).to.have.length(1);
        expect(await named(name)).to.equal(1);
      }
    } finally {
      await second.close();
      await pool.end();
    }
  });

  it('refuses one of two different requests at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const client = keyed(newKey());
      const answers = await Promise.all([
        client.post('/lb/pools', body({ name: `a${round}` })),
        client.post('/lb/pools', body({ name: `b${round}` })),
      ]);
      expect(answers.map((answer) => answer.status)).to.have.members([201, 422]);
      expect((await named(`a${round}`)) + (await named(`b${round}`))).to.equal(1);
    }
  });

  it('lets the second of two at once do the work when the first is refused', async () => {
    const pool = await newPool(api);
    const member = { pool_id: pool.id, address: '10.1.0.80', protocol_port: 80 };
    for (let round = 0; round < 5; round += 1) {
      const request = { members: [member, { ...member, address: `10.1.0.${90 + round}` }] };
      const client = keyed(newKey());
      const answers = await Promise.all([1, 2, 3].map(() => client.post('/lb/members', request)));
      const expected = round === 0 ? [201, 201, 201] : [409, 409, 409];
      expect(answers.map((answer) => answer.status)).to.deep.equal(expected);
    }
  });

  it('lets a client repeat a request whose answer it has lost', async () => {
    const address = await api.app.listen({ host: '127.0.0.1', port: 0 });
    const key = newKey();
    const request = JSON.stringify(body({ name: 'lost answer' }));
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    socket.on('error', () => undefined);
    const head = [
      'POST /v2.0/lb/pools HTTP/1.1',
      'Host: lbaas',
      'X-Project-Id: one',
      'X-Roles: member',
      `Idempotency-Key: ${key}`,
      `Content-Length: ${request.length}`,
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${request}`, () => socket.destroy());
    await eventually(async () => expect(await named('lost answer')).to.equal(1), { withinMs: 5000 });
    const answer = await keyed(key).post('/lb/pools', body({ name: 'lost answer' }));
    expect([answer.status, isReplay(answer)]).to.deep.equal([201, true]);
    expect(await named('lost answer')).to.equal(1);
  });
});

describe('Idempotency-Key and a quota', () => {
  const api = useLbaasApi({ quotas: { health_monitor: 1 } });

  it('charges a repeat with nothing', async () => {
    const client = api.as({ ...memberOf('one'), 'idempotency-key': 'k' });
    const answers = await Promise.all([1, 2, 3].map(() => client.post('/lb/health_monitors', monitorBody())));
    expect(answers.map((answer) => answer.status)).to.deep.equal([201, 201, 201]);
    refused(await api.one.post('/lb/health_monitors', monitorBody()), 409, 'OverQuota');
    expect((await client.post('/lb/health_monitors', monitorBody())).status).to.equal(201);
  });
});
