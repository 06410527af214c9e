import { expect } from 'chai';
import { itAsAdmin } from './support/client-mode.ts';
import { describeClient } from './support/describe-client.ts';
import {
  attempt,
  neutron,
  neutronCreated,
  neutronId,
  neutronObject,
  neutronRows,
  neutronValues,
  refusalOf,
  refusedByClient,
  refusedByServer,
  ownProject,
} from './support/neutron.ts';
import { unusedName } from './support/objects.ts';
import { readTable } from './support/printed-table.ts';

describeClient('neutron subnet-*', 'member', () => {
  let network: string;
  let networkId: string;

  beforeEach(async () => {
    network = unusedName('net');
    networkId = await neutronId(`net-create ${network}`);
  });

  it('creates a subnet, and prints all that it is', async () => {
    const { fields: subnet } = await neutronCreated('subnet', `subnet-create ${network} 10.30.0.0/24`);
    expect(subnet).to.deep.equal({
      allocation_pools: '{"end": "10.30.0.254", "start": "10.30.0.2"}',
      cidr: '10.30.0.0/24',
      dns_nameservers: '',
      enable_dhcp: 'True',
      gateway_ip: '10.30.0.1',
      host_routes: '',
      ip_version: '4',
      name: '',
      network_id: networkId,
      tenant_id: await ownProject(),
    });
  });

  itAsAdmin('creates a subnet with every option', async () => {
    const options = [
      '--name full --no-gateway --disable-dhcp --tenant-id acme',
      '--dns-nameserver 192.0.2.1 --dns-nameserver 192.0.2.2',
      '--host-route destination=10.1.0.0/16,nexthop=10.30.0.9',
      '--allocation-pool start=10.30.0.10,end=10.30.0.20 --allocation-pool start=10.30.0.30,end=10.30.0.31',
    ];
    const subnet = await neutronObject(`subnet-create ${networkId} 10.30.0.0/24 ${options.join(' ')}`);
    expect(subnet).to.deep.include({
      name: 'full',
      gateway_ip: null,
      enable_dhcp: false,
      tenant_id: 'acme',
      dns_nameservers: ['192.0.2.1', '192.0.2.2'],
      host_routes: [{ destination: '10.1.0.0/16', nexthop: '10.30.0.9' }],
      allocation_pools: [
        { start: '10.30.0.10', end: '10.30.0.20' },
        { start: '10.30.0.30', end: '10.30.0.31' },
      ],
    });
  });

  it('creates an IPv6 subnet', async () => {
    expect(await neutronObject(`subnet-create ${network} fd00:30::/64 --ip-version 6`)).to.include({
      ip_version: 6,
      cidr: 'fd00:30::/64',
      gateway_ip: 'fd00:30::1',
    });
  });

  it('passes the warning of the client on for a subnet of one address', async () => {
    const { code, stderr } = await attempt(`subnet-create ${network} 10.30.0.5/32`);
    expect(code).to.equal(0);
    expect(stderr).to.match(/will have only one usable IP address/);
  });

  it('says why it cannot create one', async () => {
    await neutron(`subnet-create ${network} 10.30.0.0/24`);
    const create = `subnet-create ${network}`;
    expect(await refusedByServer(`${create} 10.30.0.0/25`)).to.match(/overlaps with 10\.30\.0\.0\/24/);
    expect(await refusedByServer(`${create} 10.31.0.5/24`)).to.match(/'10\.31\.0\.0\/24' is recommended/);
    expect(await refusedByServer(`${create} 300.0.0.0/24`)).to.match(/^Invalid input for operation/);
    expect(await refusedByServer(`${create} fd00:31::/64`)).to.match(/does not match ip_version 4/);
    expect(await refusedByServer(`${create} 10.31.0.0/24 --gateway 10.32.0.1`)).to.match(
      /gateway 10\.32\.0\.1/,
    );
    expect(
      await refusedByServer(`${create} 10.31.0.0/24 --allocation-pool start=10.31.0.1,end=10.31.0.9`),
    ).to.match(/^Gateway ip 10\.31\.0\.1 conflicts with allocation pool/);
    expect(
      await refusedByServer(`${create} 10.31.0.0/24 --allocation-pool start=10.31.0.9,end=10.31.1.9`),
    ).to.match(/spans beyond the subnet cidr 10\.31\.0\.0\/24/);
    expect(await refusedByClient('subnet-create nosuch 10.31.0.0/24')).to.match(/Unable to find network/);
    expect(await neutronValues(`subnet-list --network_id ${networkId}`, 'cidr')).to.deep.equal([
      '10.30.0.0/24',
    ]);
  });

  it('shows and updates a subnet by its name and by its id', async () => {
    const name = unusedName('subnet');
    const options = '--no-gateway --allocation-pool start=10.30.0.10,end=10.30.0.20';
    const id = await neutronId(`subnet-create ${network} 10.30.0.0/24 --name ${name} ${options}`);
    expect(await neutron(`subnet-update ${name} --gateway 10.30.0.1 --disable-dhcp`)).to.equal(
      `Updated subnet: ${name}\n`,
    );
    expect(await neutronObject(`subnet-show ${name}`)).to.include({
      id,
      gateway_ip: '10.30.0.1',
      enable_dhcp: false,
    });
    const routes = '--host-route destination=10.1.0.0/16,nexthop=10.30.0.9';
    await neutron(`subnet-update ${id} --name ${name}b --enable-dhcp --dns-nameserver 192.0.2.9 ${routes}`);
    expect(await neutronObject(`subnet-show ${id}`)).to.deep.include({
      name: `${name}b`,
      enable_dhcp: true,
      dns_nameservers: ['192.0.2.9'],
      host_routes: [{ destination: '10.1.0.0/16', nexthop: '10.30.0.9' }],
    });
  });

  it('clears what can be cleared, and refuses what is read-only', async () => {
    const options = '--dns-nameserver 192.0.2.1 --host-route destination=10.1.0.0/16,nexthop=10.30.0.9';
    const id = await neutronId(`subnet-create ${network} 10.30.0.0/24 ${options}`);
    await neutron(
      `subnet-update ${id} --dns_nameservers action=clear --host_routes action=clear --no-gateway`,
    );
    expect(await neutronObject(`subnet-show ${id}`)).to.deep.include({
      dns_nameservers: [],
      host_routes: [],
      gateway_ip: null,
    });
    expect(await refusedByServer(`subnet-update ${id} --cidr 10.31.0.0/24`)).to.equal(
      'Cannot update read-only attribute cidr',
    );
    expect(await refusedByClient(`subnet-update ${id}`)).to.equal('Must specify new values to update subnet');
  });

  it('lists subnets in a table, filtered', async () => {
    const four = await neutronId(`subnet-create ${network} 10.30.0.0/24 --name four`);
    const six = await neutronId(`subnet-create ${network} fd00:30::/64 --name six --ip-version 6`);
    const list = `subnet-list --network_id ${networkId}`;
    expect(readTable(await neutron(`${list} --sort-key name -P 1`))).to.deep.equal([
      {
        id: four,
        name: 'four',
        cidr: '10.30.0.0/24',
        allocation_pools: '{"end": "10.30.0.254", "start": "10.30.0.2"}',
      },
      {
        id: six,
        name: 'six',
        cidr: 'fd00:30::/64',
        allocation_pools: '{"end": "fd00:30::ffff:ffff:ffff:ffff", "start": "fd00:30::2"}',
      },
    ]);
    for (const filter of ['--ip_version 6', '--cidr fd00:30::/64', '--gateway_ip fd00:30::1', '--name six'])
      expect(await neutronValues(`${list} ${filter}`, 'id'), filter).to.deep.equal([six]);
    expect(await neutronRows('subnet-list --network_id nosuch')).to.deep.equal([]);
  });

  it('deletes several subnets, and says what it did not find', async () => {
    const one = await neutronId(`subnet-create ${network} 10.30.0.0/24`);
    const two = await neutronId(`subnet-create ${network} 10.31.0.0/24`);
    const { stdout, message } = await refusalOf(`subnet-delete ${one} nosuch ${two}`);
    expect(stdout).to.equal(`Deleted subnet(s): ${one}, ${two}\n`);
    expect(message).to.equal("Unable to find subnet(s) with id(s) 'nosuch'.");
    expect((await neutronObject(`net-show ${network}`))['subnets']).to.deep.equal([]);
  });
});
