import { type Args, RpcError } from '@lbaas/common/contract';
import { expect } from 'chai';
import { NOWHERE } from '../support/routing-fixture.ts';
import {
  type Answer,
  type Client,
  type ErrorBody,
  type Fields,
  type Thing,
  refused,
  show,
} from '../support/lbaas-v1-client.ts';
import {
  associate,
  memberBody,
  memberOf,
  monitorBody,
  newMember,
  newMonitor,
  newNetwork,
  newPool,
  newSubnet,
  newVip,
  vipBody,
} from '../support/lbaas-v1-fixture.ts';
import { leavingEverything } from '../support/leaving-everything.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

type Asked = Args<'preview_device'>;

interface Device extends Fields {
  readonly device_id: string;
  readonly files: readonly Fields[];
  readonly reason: string | null;
}

interface DryRun {
  readonly object: Fields | null;
  readonly devices: readonly Device[];
}

const PLAN = [{ step: 'reload', class: 'reload', reason: 'monitor changed' }] as const;

describe('dry runs', () => {
  const asked: (Asked & { readonly host: string })[] = [];
  let refuse: RpcError | undefined;
  const api = useLbaasApi({
    agent: { host: 'host-1' },
    previewDevice: async (host, args) => {
      asked.push({ host, ...args });
      if (refuse !== undefined) throw refuse;
      const file = { name: 'haproxy.cfg', before: 'a\nb\n', after: args.device === null ? null : 'a\nc\n' };
      return { device_id: args.device_id, files: [file], plan: [...PLAN], effect: 'reload', refusal: null };
    },
  });
  let pool: Thing;
  let vip: Thing;
  let member: Thing;
  let monitor: Thing;
  let associated: Thing;
  /** Without a VIP: nothing of it runs. */
  let bare: Thing;

  before(async () => {
    pool = await newPool(api);
    vip = await newVip(api, pool.id);
    member = await newMember(api, pool.id, '10.1.0.50');
    [monitor, associated] = [await newMonitor(api), await newMonitor(api)];
    await associate(api, pool.id, associated.id);
    bare = await newPool(api, { name: 'bare' });
  });
  beforeEach(() => {
    asked.length = 0;
    refuse = undefined;
  });

  const dryRunOf = ({ status, body }: Answer): DryRun => {
    expect(status, JSON.stringify(body)).to.equal(200);
    return body['dry_run'] as DryRun;
  };

  const unchanged = (call: () => Promise<Answer>): Promise<Answer> => leavingEverything(api, call);

  interface Case {
    readonly what: string;
    readonly call: (client: Client, query: string) => Promise<Answer>;
    /** Of the device that would show it; undefined when none would. */
    readonly device?: () => string;
  }

  const ofPool = (): string => pool.id;
  const put = (path: () => string, body: object): Case['call'] => {
    return (client, query) => client.put(`${path()}${query}`, body);
  };
  const remove = (path: () => string): Case['call'] => {
    return (client, query) => client.delete(`${path()}${query}`);
  };
  const associations = (): string => `/lb/pools/${pool.id}/health_monitors`;

  const CASES: readonly Case[] = [
    {
      what: 'POST pool',
      call: (client, query) =>
        client.post(`/lb/pools${query}`, {
          pool: { name: 'new', protocol: 'HTTP', lb_method: 'SOURCE_IP', subnet_id: api.subnetId },
        }),
    },
    {
      what: 'POST vip',
      call: (client, query) => client.post(`/lb/vips${query}`, vipBody(api, bare.id)),
      device: () => bare.id,
    },
    {
      what: 'POST member',
      call: (client, query) => client.post(`/lb/members${query}`, memberBody(pool.id, '10.1.0.51')),
      device: ofPool,
    },
    {
      what: 'POST several members',
      call: (client, query) =>
        client.post(`/lb/members${query}`, {
          members: ['10.1.0.52', '10.1.0.53'].map((address) => memberBody(pool.id, address).member),
        }),
      device: ofPool,
    },
    {
      what: 'POST monitor',
      call: (client, query) => client.post(`/lb/health_monitors${query}`, monitorBody()),
    },
    {
      what: 'POST association',
      call: (client, query) =>
        client.post(`${associations()}${query}`, { health_monitor: { id: monitor.id } }),
      device: ofPool,
    },
    {
      what: 'PUT pool',
      call: put(() => `/lb/pools/${pool.id}`, { pool: { lb_method: 'SOURCE_IP' } }),
      device: ofPool,
    },
    { what: 'PUT the name of a pool', call: put(() => `/lb/pools/${pool.id}`, { pool: { name: 'x' } }) },
    {
      what: 'PUT vip',
      call: put(() => `/lb/vips/${vip.id}`, { vip: { connection_limit: 9 } }),
      device: ofPool,
    },
    {
      what: 'PUT member',
      call: put(() => `/lb/members/${member.id}`, { member: { weight: 7 } }),
      device: ofPool,
    },
    {
      what: 'PUT monitor',
      call: put(() => `/lb/health_monitors/${associated.id}`, { health_monitor: { delay: 9 } }),
      device: ofPool,
    },
    { what: 'DELETE vip', call: remove(() => `/lb/vips/${vip.id}`), device: ofPool },
    { what: 'DELETE member', call: remove(() => `/lb/members/${member.id}`), device: ofPool },
    { what: 'DELETE monitor', call: remove(() => `/lb/health_monitors/${monitor.id}`) },
    { what: 'DELETE association', call: remove(() => `${associations()}/${associated.id}`), device: ofPool },
  ];

  for (const { what, call, device } of CASES) {
    it(`${what}: says what would be, and changes nothing`, async () => {
      const { object, devices } = dryRunOf(await unchanged(() => call(api.one, '?dry_run=true')));
      expect(object === null).to.equal(what.startsWith('DELETE'));
      if (device === undefined) {
        expect(asked).to.be.empty;
        for (const { reason } of devices) expect(reason).to.match(/^nothing runs: /);
        return;
      }
      expect(devices).to.have.length(1);
      const generation = await api.generationOf(device());
      expect(devices[0]).to.deep.include({
        device_id: device(),
        kind: 'load_balancer',
        agent_host: null,
        generation: generation + 1,
        plan: PLAN,
        effect: 'reload',
        refusal: null,
        reason: null,
      });
      const [sent] = asked;
      expect(asked).to.have.length(1);
      expect(sent?.host).to.equal('host-1');
      expect(sent?.device).to.include({
        device_id: device(),
        generation: generation + 1,
        driver: 'haproxy_ns',
      });
    });
  }

  it('sends what a real change then sends, and shows the object as it then is', async () => {
    const path = `/lb/members/${member.id}`;
    const dry = dryRunOf(await api.one.put(`${path}?dry_run=true`, { member: { weight: 33 } }));
    const real = await api.one.put(path, { member: { weight: 33 } });
    expect(dry.object).to.deep.equal(real.body.member);
    const [row] = await api.query<{ generation: number }>('SELECT generation FROM devices WHERE id = $1', [
      pool.id,
    ]);
    expect(asked[0]?.device).to.include({ generation: row?.generation });
    expect(JSON.stringify(asked[0]?.device)).to.include('"weight":33');
  });

  it('shows the files of a device before and after, with their difference', async () => {
    const { devices } = dryRunOf(
      await api.one.put(`/lb/vips/${vip.id}?dry_run=true`, { vip: { connection_limit: 3 } }),
    );
    expect(devices[0]?.files).to.deep.equal([
      {
        name: 'haproxy.cfg',
        before: 'a\nb\n',
        after: 'a\nc\n',
        diff: '--- haproxy.cfg\n+++ haproxy.cfg\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n',
      },
    ]);
  });

  it('sends nothing where the device would be taken down', async () => {
    const doomed = await newPool(api, { name: 'doomed' });
    const gone = await newVip(api, doomed.id);
    await api.report(doomed.id);
    expect((await api.one.delete(`/lb/vips/${gone.id}`)).status).to.equal(204);
    await api.report(doomed.id);
    const { object, devices } = dryRunOf(
      await unchanged(() => api.one.delete(`/lb/pools/${doomed.id}?dry_run=true`)),
    );
    expect(object).to.equal(null);
    expect(devices).to.have.length(1);
    expect(asked.map(({ device_id, device }) => [device_id, device])).to.deep.equal([[doomed.id, null]]);
    expect((await show(api.one, `/lb/pools/${doomed.id}`)).id).to.equal(doomed.id);
  });

  it('names hosts to admins only', async () => {
    const path = `/lb/members/${member.id}?dry_run=true`;
    const { devices } = dryRunOf(await api.admin.put(path, { member: { weight: 2 } }));
    expect(devices[0]).to.include({ agent_host: 'host-1' });
  });

  const SILENCES = [
    [new RpcError('timeout', 'x'), 'the agent does not answer'],
    [new RpcError('disconnected', 'x'), 'the message broker is unreachable'],
    [new RpcError('unroutable', 'x'), 'the agent has no queue on the message broker'],
    [new RpcError('unknown_method', 'x'), 'the agent is of a version that has no dry runs'],
    [new RpcError('handler_failed', 'HAProxy hangs'), 'HAProxy hangs'],
  ] as const;

  it('says why an agent has said nothing', async () => {
    for (const [error, reason] of SILENCES) {
      refuse = error;
      const answer = await api.one.put(`/lb/members/${member.id}?dry_run=true`, { member: { weight: 2 } });
      expect(dryRunOf(answer).devices[0]).to.deep.include({ reason, files: [], plan: [], effect: null });
    }
  });

  it('says in the words of placement why there is no agent to ask', async () => {
    const network = await newNetwork(api.admin, {
      shared: true,
      'provider:network_type': 'flat',
      'provider:physical_network': 'nowhere',
    });
    const subnet = await newSubnet(api.admin, network.id, '10.77.0.0/24');
    const answer = await unchanged(() =>
      api.one.post('/lb/pools?dry_run=true', {
        pool: { name: 'n', protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: subnet.id },
      }),
    );
    expect(dryRunOf(answer).devices[0]).to.include({
      effect: 'none',
      reason: 'no eligible agent among 1: 1 out of reach of physical network nowhere',
    });
    expect(asked).to.be.empty;
  });

  describe('refuse what the call refuses', () => {
    const REFUSED: readonly [string, Case['call']][] = [
      ['an unknown pool', put(() => `/lb/pools/${NOWHERE}`, { pool: { name: 'x' } })],
      ['a bad attribute', put(() => `/lb/members/${member.id}`, { member: { weight: 1000 } })],
      ['no body', (client, query) => client.post(`/lb/pools${query}`)],
      ['a second vip', (client, query) => client.post(`/lb/vips${query}`, vipBody(api, pool.id))],
      [
        'a second member',
        (client, query) => client.post(`/lb/members${query}`, memberBody(pool.id, '10.1.0.50')),
      ],
      ['a pool in use', remove(() => `/lb/pools/${pool.id}`)],
      ['a monitor in use', remove(() => `/lb/health_monitors/${associated.id}`)],
      [
        'a second association',
        (client, query) =>
          client.post(`${associations()}${query}`, { health_monitor: { id: associated.id } }),
      ],
      ['an association that is not', remove(() => `${associations()}/${monitor.id}`)],
    ];
    for (const [what, call] of REFUSED) {
      it(what, async () => {
        const dry = await unchanged(() => call(api.one, '?dry_run=true'));
        const real = await call(api.one, '');
        expect(real.status).to.be.within(400, 499);
        expect([dry.status, dry.body]).to.deep.equal([real.status, real.body]);
        expect(asked).to.be.empty;
      });
    }

    it('what others own', async () => {
      const body = { member: { weight: 3 } };
      refused(await api.two.put(`/lb/members/${member.id}?dry_run=true`, body), 404, 'MemberNotFound');
    });

    it('readers', async () => {
      const reader = api.as({ ...memberOf('one'), 'x-roles': 'reader' });
      refused(await reader.delete(`/lb/vips/${vip.id}?dry_run=true`), 403, 'PolicyNotAuthorized');
    });

    it('another revision', async () => {
      const stale = api.as({ ...memberOf('one'), 'if-match': '"999"' });
      const answer = await stale.put(`/lb/members/${member.id}?dry_run=true`, { member: { weight: 3 } });
      refused(answer, 412, 'RevisionNumberConstraintFailed');
    });

    it('more than the quota', async () => {
      const client = api.as(memberOf('three'));
      await api.admin.put('/quotas/three', { quota: { health_monitor: 1 } });
      const body = { health_monitor: { type: 'TCP', delay: 5, timeout: 3, max_retries: 2 } };
      expect((await client.post('/lb/health_monitors', body)).status).to.equal(201);
      refused(await unchanged(() => client.post('/lb/health_monitors?dry_run=true', body)), 409, 'OverQuota');
    });
  });

  it('leave an Idempotency-Key free', async () => {
    const key = api.as({ ...memberOf('one'), 'idempotency-key': 'dry-1' });
    await unchanged(() => key.post('/lb/health_monitors?dry_run=true', monitorBody()));
    expect((await key.post('/lb/health_monitors', monitorBody({ delay: 6 }))).status).to.equal(201);
  });

  it('take true and false only, and false is a real call', async () => {
    for (const value of ['', 'True', '1', 'yes', 'true&dry_run=false']) {
      const answer = await unchanged(() => api.one.delete(`/lb/members/${member.id}?dry_run=${value}`));
      refused(answer, 400, 'DryRunInvalid');
    }
    const spare = await newMember(api, pool.id, '10.1.0.99');
    expect((await api.one.delete(`/lb/members/${spare.id}?dry_run=false`)).status).to.equal(204);
  });

  it('are refused where there are none, and nothing is done', async () => {
    const network = { network: { name: 'n' } };
    const calls: readonly (() => Promise<Answer<ErrorBody>>)[] = [
      () => api.one.post('/networks?dry_run=true', network),
      () => api.one.put(`/subnets/${api.subnetId}?dry_run=true`, { subnet: { name: 'x' } }),
      () => api.one.delete(`/subnets/${api.subnetId}?dry_run=true`),
      () => api.admin.put('/quotas/one?dry_run=true', { quota: { pool: 1 } }),
      () => api.one.get('/lb/pools?dry_run=true'),
      () => api.one.get(`/lb/pools/${pool.id}?dry_run=false`),
    ];
    for (const call of calls)
      refused(await unchanged(call as () => Promise<Answer>), 400, 'DryRunNotSupported');
  });

  it('hold no lock while the agent is asked', async () => {
    let release = (): void => undefined;
    const answered = new Promise<void>((resolve) => (release = resolve));
    const push = asked.push.bind(asked);
    asked.push = (...items) => {
      void api.one.put(`/lb/members/${member.id}`, { member: { weight: 5 } }).then(() => release());
      return push(...items);
    };
    const dry = api.one.put(`/lb/members/${member.id}?dry_run=true`, { member: { weight: 4 } });
    await answered;
    asked.push = push;
    expect(dryRunOf(await dry).object).to.include({ weight: 4 });
    expect((await show(api.one, `/lb/members/${member.id}`))['weight']).to.equal(5);
  });
});
