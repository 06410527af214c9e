import type { LogicalDevice } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { silence } from '../support/silence.ts';
import type { FakeAgent } from './fake-agent.ts';
import type { Thing } from './server-world.ts';
import { useServerWorld } from './use-server-world.ts';

const SOON = { withinMs: 30_000 };

describe('a vxlan network', function () {
  this.timeout(60_000);
  const world = useServerWorld();

  const agent = async (host: string, tunnelIp: string | null): Promise<FakeAgent> => {
    const offers =
      tunnelIp === null ? {} : { network_types: ['flat', 'local', 'vxlan'], tunnel_ip: tunnelIp };
    const made = await world.registeredAgent(host, { obedient: true, offers });
    await silence(world.db, -3600);
    return made;
  };
  const subnetOn = async (fields: object): Promise<string> => {
    const network = await world.create('/networks', { network: fields });
    const subnet = { network_id: network.id, ip_version: 4, cidr: '10.1.0.0/24' };
    return (await world.create('/subnets', { subnet })).id;
  };
  const balancer = async (subnetId: string): Promise<Thing> => {
    const pool = await world.pool(subnetId);
    await world.vip(pool.id, subnetId);
    return pool;
  };
  const networkIn = (device: LogicalDevice | undefined) =>
    device?.kind === 'load_balancer' ? device.snapshot.vip_port?.network : undefined;
  const newest = (of: FakeAgent, device: Thing): LogicalDevice | undefined =>
    of.deployed.findLast(({ device_id }) => device_id === device.id);
  const hasEnds = (of: FakeAgent, device: Thing, ends: readonly string[]): Promise<unknown> =>
    eventually(() => expect(networkIn(newest(of, device))?.tunnel_ends).to.deep.equal(ends), SOON);
  const carriedBy = async (): Promise<number> => (await world.db.query('SELECT 1 FROM network_hosts')).length;

  it('is told to each host with the tunnels to the others, as they come, move and have gone', async () => {
    const one = await agent('host-1', '192.0.2.1');
    const subnet = await subnetOn({ 'provider:network_type': 'vxlan', 'provider:segmentation_id': 77 });
    const first = await balancer(subnet);
    await eventually(() => expect(newest(one, first)).to.not.equal(undefined), SOON);
    await eventually(async () => expect(await carriedBy()).to.equal(1), SOON);
    expect(networkIn(newest(one, first))).to.include({ type: 'vxlan', segmentation_id: 77, mtu: 1450 });

    const two = await agent('host-2', 'fd00:0::2');
    const second = await balancer(subnet);
    await hasEnds(one, first, ['192.0.2.1', 'fd00::2']);
    expect(networkIn(two.deployed[0])?.tunnel_ends, 'with its first message').to.include('192.0.2.1');
    const { status } = await world.show(`/lb/pools/${first.id}`);
    expect(status, 'nothing of the project has changed').to.equal('ACTIVE');

    await two.beat({ network_types: ['flat', 'local', 'vxlan'], tunnel_ip: '192.0.2.2' });
    await silence(world.db, -3600);
    await hasEnds(one, first, ['192.0.2.1', '192.0.2.2']);
    await hasEnds(two, second, ['192.0.2.1', '192.0.2.2']);

    const vips = (await world.request('GET', '/v2.0/lb/vips')).body['vips'] as readonly Thing[];
    const vip = vips.find((each) => each['pool_id'] === second.id);
    await world.remove(`/lb/vips/${vip?.id}`);
    await world.remove(`/lb/pools/${second.id}`);
    await hasEnds(one, first, ['192.0.2.1']);
    expect(await carriedBy()).to.equal(1);
  });

  it('is for hosts that have a tunnel address; the others are named with what they lack', async () => {
    await agent('older', null);
    const pool = await balancer(await subnetOn({ 'provider:network_type': 'vxlan' }));
    expect((await world.show(`/lb/pools/${pool.id}`))['status_description']).to.equal(
      'no eligible agent among 1: 1 without a tunnel address',
    );
    const fit = await agent('newer', '192.0.2.1');
    await eventually(() => expect(newest(fit, pool)).to.not.equal(undefined), SOON);
  });
});
