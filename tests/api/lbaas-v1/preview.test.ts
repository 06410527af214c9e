import type { Args } from '@lbaas/common/contract';
import { expect } from 'chai';
import { leavingEverything } from '../support/leaving-everything.ts';
import { type Fields, type Thing, refused, show } from '../support/lbaas-v1-client.ts';
import { newPool, newVip } from '../support/lbaas-v1-fixture.ts';
import { NOWHERE } from '../support/routing-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const PLAN = [{ step: 'start', class: 'start', reason: 'it was never started' }] as const;

describe('previews of load balancers that are not there', () => {
  const asked: Args<'preview_device'>[] = [];
  const api = useLbaasApi({
    agent: { host: 'host-1' },
    previewDevice: async (_host, args) => {
      asked.push(args);
      const file = { name: 'haproxy.cfg', before: null, after: 'global\n' };
      return { device_id: args.device_id, files: [file], plan: [...PLAN], effect: 'start', refusal: null };
    },
  });
  let pool: Thing;
  let vip: Thing;

  before(async () => {
    pool = await newPool(api);
    vip = await newVip(api, pool.id);
  });
  beforeEach(() => {
    asked.length = 0;
  });

  interface Preview {
    readonly errors: readonly { readonly path: string; readonly type: string; readonly message: string }[];
    readonly files: readonly Fields[];
    readonly steps: readonly Fields[];
    readonly effect: string;
    readonly reason: string | null;
  }

  const body = (changes: Fields = {}): Fields => ({
    pool: { name: 'new', protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: api.subnetId },
    vip: { protocol: 'HTTP', protocol_port: 80, subnet_id: api.subnetId },
    members: [{ address: '10.1.0.60', protocol_port: 80 }],
    health_monitors: [{ type: 'HTTP', delay: 5, timeout: 3, max_retries: 2 }],
    ...changes,
  });
  const preview = async (changes?: Fields): Promise<Preview> => {
    const answer = await leavingEverything(api, () =>
      api.one.post('/lb/loadbalancers/preview', { loadbalancer: body(changes) }),
    );
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body['preview'] as Preview;
  };

  it('shows the files and steps of the agent that would be chosen', async () => {
    expect(await preview()).to.deep.equal({
      errors: [],
      files: [{ name: 'haproxy.cfg', text: 'global\n' }],
      steps: PLAN,
      effect: 'start',
      refusal: null,
      reason: null,
    });
    const sent = JSON.stringify(asked[0]?.device);
    for (const part of ['"protocol_port":80', '10.1.0.60', '"health_monitors":[{'])
      expect(sent).to.include(part);
  });

  it('names everything that is wrong with the parts, with its place', async () => {
    const { errors } = await preview({
      pool: { name: 'new', protocol: 'FTP', lb_method: 'ROUND_ROBIN', subnet_id: api.subnetId },
      vip: { protocol: 'HTTP', protocol_port: 99_999, subnet_id: 'x', pool_id: NOWHERE },
      members: [{ protocol_port: 80 }, { address: '127.0.0.1', protocol_port: -1 }],
      health_monitors: [{ type: 'PONG', delay: 5, timeout: 3, max_retries: 2 }],
    });
    expect(errors.map(({ path }) => path)).to.deep.equal([
      'pool.protocol',
      'vip.pool_id',
      'members[0].address',
      'members[1].address',
      'members[1].protocol_port',
      'health_monitors[0].type',
    ]);
    expect(errors[0]?.type).to.equal('HTTPBadRequest');
    expect(asked).to.be.empty;
  });

  it('names the first refusal of the single calls, with its place', async () => {
    const address = '10.1.0.61';
    const cases: readonly [Fields, string, string][] = [
      [{ pool: { ...(body()['pool'] as Fields), subnet_id: NOWHERE } }, 'pool.subnet_id', 'SubnetNotFound'],
      [{ vip: { ...(body()['vip'] as Fields), protocol: 'TCP' } }, 'vip.protocol', 'ProtocolMismatch'],
      [{ vip: { ...(body()['vip'] as Fields), address: vip.address } }, 'vip.address', 'IpAddressInUse'],
      [
        {
          members: [
            { address, protocol_port: 1 },
            { address, protocol_port: 1 },
          ],
        },
        'members[1].address',
        'MemberExists',
      ],
      [
        { health_monitors: [{ type: 'TCP', delay: 2, timeout: 3, max_retries: 2 }] },
        'health_monitors[0].timeout',
        'DelayOrTimeoutInvalid',
      ],
      [{ floating_network_id: NOWHERE }, 'floating_network_id', 'NetworkNotFound'],
    ];
    for (const [changes, path, type] of cases) {
      const { errors } = await preview(changes);
      expect(errors.map((error) => [error.path, error.type])).to.deep.equal([[path, type]]);
    }
  });

  it('shows a bare pool too, and refuses what is no load balancer', async () => {
    expect(await preview({ vip: null, members: [] })).to.deep.include({ errors: [], files: [] });
    refused(await api.one.post('/lb/loadbalancers/preview', { pool: {} }), 400, 'HTTPBadRequest');
    refused(await api.one.post('/lb/loadbalancers/preview?dry_run=true', {}), 400, 'DryRunNotSupported');
  });

  it('a pool shows its configuration, or why it cannot', async () => {
    const [one, admin] = await Promise.all(
      [api.one, api.admin].map(async (client) => show(client, `/lb/pools/${pool.id}/configuration`)),
    );
    const nobody = { pool_id: pool.id, namespace: null, device: null };
    expect(one).to.deep.equal({ ...nobody, agent_host: null, reason: 'the agent does not answer' });
    expect(admin).to.deep.equal({
      ...nobody,
      agent_host: 'host-1',
      reason: 'the message broker is unreachable',
    });
    refused(await api.two.get(`/lb/pools/${pool.id}/configuration`), 404, 'PoolNotFound');
  });
});
