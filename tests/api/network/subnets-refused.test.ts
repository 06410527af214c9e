import { refused } from '../support/lbaas-v1-client.ts';
import { type Answer, newNetwork, useNetworkApi } from '../support/network-fixture.ts';

describe('subnets', () => {
  const { alice } = useNetworkApi();
  let networkId: string;

  before(async () => {
    networkId = (await newNetwork(alice)).id;
  });

  const post = (fields: object): Promise<Answer> =>
    alice.post('/subnets', {
      subnet: { network_id: networkId, ip_version: 4, cidr: '10.0.0.0/24', ...fields },
    });

  describe('refuses', () => {
    const tooMany = (count: number): string[] => Array.from({ length: count }, (_, n) => `10.0.9.${n}`);
    const route = (destination: string, nexthop: string) => ({ host_routes: [{ destination, nexthop }] });
    const pools = (...list: string[]) => ({
      allocation_pools: list.map((text) => ({ start: text.split('-')[0], end: text.split('-')[1] })),
    });

    for (const [why, fields, type] of [
      ['a cidr without a prefix', { cidr: '10.0.0.0' }, 'InvalidInput'],
      ['a cidr with host bits', { cidr: '10.0.0.1/24' }, 'InvalidInput'],
      ['a cidr of the other version', { cidr: '2001:db8::/64' }, 'InvalidInput'],
      ['an octal cidr', { cidr: '010.0.0.0/24' }, 'InvalidInput'],
      ['everything', { cidr: '0.0.0.0/0' }, 'InvalidInput'],
      ['loopback addresses', { cidr: '127.0.0.0/8' }, 'InvalidInput'],
      ['multicast addresses', { cidr: '224.0.0.0/24' }, 'InvalidInput'],
      ['link-local addresses', { cidr: 'fe80::/64', ip_version: 6 }, 'InvalidInput'],
      ['a cidr that is no text', { cidr: 7 }, 'HTTPBadRequest'],
      ['IP version 5', { ip_version: 5 }, 'HTTPBadRequest'],
      ['an IP version that is no number', { ip_version: 'six' }, 'InvalidInput'],
      ['a gateway that is no address', { gateway_ip: '10.0.0' }, 'HTTPBadRequest'],
      ['a gateway elsewhere', { gateway_ip: '10.0.1.1' }, 'InvalidInput'],
      ['the network address as gateway', { gateway_ip: '10.0.0.0' }, 'InvalidInput'],
      ['the broadcast address as gateway', { gateway_ip: '10.0.0.255' }, 'InvalidInput'],
      ['six nameservers', { dns_nameservers: tooMany(6) }, 'DNSNameServersExhausted'],
      ['a nameserver twice', { dns_nameservers: ['1.1.1.1', '1.1.1.1'] }, 'InvalidInput'],
      ['a nameserver with a name', { dns_nameservers: ['dns.example.org'] }, 'InvalidInput'],
      [
        '21 routes',
        { host_routes: tooMany(21).map((ip) => ({ destination: `${ip}/32`, nexthop: '10.0.0.9' })) },
        'HostRoutesExhausted',
      ],
      ['a route with host bits', route('10.9.0.1/24', '10.0.0.9'), 'InvalidInput'],
      ['a route of the other version', route('2001:db8::/64', '10.0.0.9'), 'InvalidInput'],
      ['a next hop elsewhere', route('10.9.0.0/24', '10.1.0.9'), 'InvalidInput'],
      ['a default route', route('0.0.0.0/0', '10.0.0.9'), 'InvalidInput'],
      ['a route to the subnet itself', route('10.0.0.0/24', '10.0.0.9'), 'InvalidInput'],
      ['a route to itself', route('127.0.0.0/8', '10.0.0.9'), 'InvalidInput'],
      ['a route without next hop', { host_routes: [{ destination: '10.9.0.0/24' }] }, 'HTTPBadRequest'],
      [
        'a route with more',
        { host_routes: [{ destination: '10.9.0.0/24', nexthop: '10.0.0.9', x: 1 }] },
        'HTTPBadRequest',
      ],
      ['a reversed pool', pools('10.0.0.9-10.0.0.8'), 'InvalidAllocationPool'],
      ['a pool of the other version', pools('2001:db8::1-2001:db8::2'), 'InvalidAllocationPool'],
      ['a pool beyond the cidr', pools('10.0.0.9-10.0.1.8'), 'OutOfBoundsAllocationPool'],
      ['a pool without end', { allocation_pools: [{ start: '10.0.0.9' }] }, 'HTTPBadRequest'],
      ['a pool that is none', { allocation_pools: ['10.0.0.9'] }, 'HTTPBadRequest'],
      ['65 pools', pools(...tooMany(65).map((ip) => `${ip}-${ip}`)), 'InvalidInput'],
    ] as const) {
      it(why, async () => refused(await post(fields), 400, type));
    }

    for (const [why, fields, type] of [
      [
        'pools that overlap',
        pools('10.0.0.9-10.0.0.20', '10.0.0.20-10.0.0.30'),
        'OverlappingAllocationPools',
      ],
      ['the gateway in a pool', pools('10.0.0.1-10.0.0.20'), 'GatewayConflictWithAllocationPools'],
    ] as const) {
      it(why, async () => refused(await post(fields), 409, type));
    }

    it('a network that is not there', async () => {
      refused(await post({ network_id: '00000000-0000-4000-8000-000000000000' }), 404, 'NetworkNotFound');
    });
  });
});
