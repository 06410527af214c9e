import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { refused, show } from '../support/lbaas-v1-client.ts';
import {
  associate,
  newMember,
  newMonitor,
  newNetwork,
  newPool,
  newVip,
} from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

describe('paths', () => {
  const api = useLbaasApi();
  let ids: Record<'pool' | 'vip' | 'member' | 'monitor' | 'agent' | 'port', string>;

  before(async () => {
    const agent = await api.agent();
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id);
    const monitor = await newMonitor(api);
    await associate(api, pool.id, monitor.id);
    const member = await newMember(api, pool.id, '10.1.0.201');
    ids = {
      pool: pool.id,
      vip: vip.id,
      member: member.id,
      monitor: monitor.id,
      agent: agent.id,
      port: vip.port_id,
    };
  });

  const readable = (): readonly string[] => [
    '/lb/pools',
    '/lb/vips',
    '/lb/members',
    '/lb/health_monitors',
    '/networks',
    '/subnets',
    '/ports',
    '/agents',
    '/quotas',
    '/extensions',
    '/service-providers',
    '/audit-log',
    '/quotas/tenant',
    `/lb/pools/${ids.pool}`,
    `/lb/vips/${ids.vip}`,
    `/lb/members/${ids.member}`,
    `/lb/health_monitors/${ids.monitor}`,
    `/networks/${api.networkId}`,
    `/subnets/${api.subnetId}`,

    `/ports/${ids.port}`,
    `/agents/${ids.agent}`,
    '/quotas/one',
    '/quotas/one/default',
    '/extensions/lbaas',
    `/lb/pools/${ids.pool}/stats`,
    `/lb/pools/${ids.pool}/explain`,
    `/lb/pools/${ids.pool}/health_monitors`,
    `/lb/pools/${ids.pool}/health_monitors/${ids.monitor}`,
    `/lb/pools/${ids.pool}/loadbalancer-agent`,
    `/agents/${ids.agent}/loadbalancer-pools`,
  ];

  it('are the same with .json behind them, and with slashes that do not count', async () => {
    for (const path of readable()) {
      const plain = await api.admin.get(path);
      expect(plain.status, path).to.equal(200);
      // The last one is how fog asks for quotas.
      for (const form of [`${path}.json`, `${path}/`, `/${path}`]) {
        const { status, body } = await api.admin.get(form);
        expect(status, form).to.equal(200);
        expect(Object.keys(body), form).to.deep.equal(Object.keys(plain.body));
      }
    }
  });

  it('may end in .json whatever is done to them', async () => {
    const made = await api.one.post('/lb/health_monitors.json', {
      health_monitor: { type: 'TCP', delay: 5, timeout: 5, max_retries: 1 },
    });
    const { id } = made.body.health_monitor;
    const association = `/lb/pools/${ids.pool}/health_monitors`;
    const put = await api.one.put(`/lb/health_monitors/${id}.json`, { health_monitor: { delay: 6 } });
    const associated = await api.one.post(`${association}.json`, { health_monitor: { id } });
    const disassociated = await api.one.delete(`${association}/${id}.json`);
    const gone = await api.one.delete(`/lb/health_monitors/${id}.json`);
    const quota = await api.admin.put('/quotas/wire.json', { quota: { pool: 5 } });
    expect((await show(api.admin, '/quotas/wire'))['pool']).to.equal(5);
    const reset = await api.admin.delete('/quotas/wire.json');
    const agent = await api.admin.put(`/agents/${ids.agent}.json`, { agent: { description: 'd' } });
    expect([made, put, associated, disassociated, gone].map(({ status }) => status)).to.deep.equal([
      201, 200, 201, 204, 204,
    ]);
    expect([quota, reset, agent].map(({ status }) => status)).to.deep.equal([200, 204, 200]);
  });

  it('lose .json, values do not: a name may end in it', async () => {
    const plain = await newPool(api, { name: 'site' });
    const dotted = await newPool(api, { name: 'site.json' });
    const found = async (query: string) =>
      (await api.one.get(`/lb/pools${query}`)).body.pools.map((pool) => pool.id);
    expect(await found('?name=site.json')).to.deep.equal([dotted.id]);
    expect(await found('.json?name=site.json')).to.deep.equal([dotted.id]);
    expect(await found('.json?fields=id&name=site')).to.deep.equal([plain.id]);
  });

  it('with anything but an id name nothing', async () => {
    const upper = ids.pool.toUpperCase();
    for (const id of ['x', '1', upper, `${ids.pool}x`, ids.pool.replaceAll('-', ''), '%20', "'", NOBODY]) {
      refused(await api.one.get(`/lb/pools/${id}`), 404, 'PoolNotFound');
      refused(await api.one.get(`/lb/pools/${id}/stats`), 404, 'PoolNotFound');
      refused(await api.one.get(`/lb/pools/${id}/explain`), 404, 'PoolNotFound');
      refused(await api.one.delete(`/lb/pools/${id}`), 404, 'PoolNotFound');
      refused(await api.one.get(`/lb/vips/${id}`), 404, 'VipNotFound');
      refused(await api.one.put(`/lb/members/${id}`, { member: {} }), 404, 'MemberNotFound');
      refused(await api.one.delete(`/lb/health_monitors/${id}`), 404, 'HealthMonitorNotFound');
      refused(await api.one.get(`/networks/${id}`), 404, 'NetworkNotFound');
      refused(await api.one.get(`/subnets/${id}`), 404, 'SubnetNotFound');
      refused(await api.one.get(`/ports/${id}`), 404, 'PortNotFound');
      refused(await api.admin.get(`/agents/${id}`), 404, 'AgentNotFound');
      refused(await api.admin.get(`/lb/pools/${id}/loadbalancer-agent`), 404, 'PoolNotFound');
      expect((await api.admin.get(`/agents/${id}/loadbalancer-pools`)).body.pools).to.deep.equal([]);
    }
  });

  it('do not answer to methods that they do not have', async () => {
    const calls = [
      ...readable().flatMap((path) => [['PATCH', path] as const, ['HEAD', path] as const]),
      ...(['PUT', 'DELETE'] as const).flatMap((method) =>
        ['/lb/pools', '/lb/vips', '/lb/members', '/networks', '/agents', '/quotas', '/extensions/lbaas'].map(
          (path) => [method, path] as const,
        ),
      ),
      ...['/agents', '/extensions', '/extensions/lbaas', '/service-providers', '/audit-log'].map(
        (path) => ['POST', path] as const,
      ),
      ['POST', `/lb/pools/${ids.pool}`] as const,
      ['PUT', `/lb/pools/${ids.pool}/stats`] as const,
      ['POST', `/lb/pools/${ids.pool}/loadbalancer-agent`] as const,
      ['DELETE', `/agents/${ids.agent}/loadbalancer-pools`] as const,
    ];
    for (const [method, path] of calls) {
      const { statusCode } = await api.app.inject({ method, url: `/v2.0${path}`, payload: '{}' });
      expect(statusCode, `${method} ${path}`).to.equal(404);
    }
  });

  it('of what is not here are unknown', async () => {
    for (const path of [
      '/trunks',
      '/metering/metering-labels',
      '/lbaas/loadbalancers',
      '/security-groups',
      '/lb',
    ]) {
      refused(await api.one.get(path), 404, 'HTTPNotFound');
    }
  });

  it('of a call that is not implemented say so in their own wrapper', async () => {
    const { status, body } = await api.admin.post('/quotas', { quota: {} });
    expect([status, Object.keys(body)]).to.deep.equal([501, ['NotImplementedError']]);
    expect(body.NotImplementedError).to.include({ type: 'NotImplementedError', detail: '' });
  });

  it('answer in one wrapper, with nothing beside it', async () => {
    for (const path of readable()) {
      expect(Object.keys((await api.admin.get(path)).body), path).to.satisfy((keys: string[]) =>
        path === '/audit-log' ? keys.length === 2 : keys.length === 1,
      );
    }
    const network = await newNetwork(api.one);
    const answers = [
      await api.one.post('/networks', { networks: [{}, {}] }),
      await api.one.put(`/networks/${network.id}`, { network: {} }),
      await api.one.post('/networks', { network: {} }),
    ];
    expect(answers.map(({ body }) => Object.keys(body))).to.deep.equal([
      ['networks'],
      ['network'],
      ['network'],
    ]);
  });

  it('are answered with no content after a delete, and no content type', async () => {
    const { id } = await newNetwork(api.one);
    const pool = await newPool(api);
    const association = `/lb/pools/${pool.id}/health_monitors/${ids.monitor}`;
    await associate(api, pool.id, ids.monitor);
    for (const path of [`/networks/${id}`, association, `/lb/pools/${pool.id}`, `/quotas/${randomUUID()}`]) {
      const answer = await api.app.inject({ method: 'DELETE', url: `/v2.0${path}` });
      const { statusCode, body, headers } = answer;
      expect([statusCode, body, headers['content-type']], path).to.deep.equal([204, '', undefined]);
    }
  });
});
