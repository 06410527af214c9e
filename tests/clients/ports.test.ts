import { expect } from 'chai';
import { itAsAdmin } from './support/client-mode.ts';
import { describeClient } from './support/describe-client.ts';
import {
  forAdmins,
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
import { newPool, newVip, settled, unusedName } from './support/objects.ts';
import { readTable } from './support/printed-table.ts';

describeClient('neutron port-*', 'member', () => {
  let network: string;
  let networkId: string;
  let subnetId: string;
  let subnet: string;

  beforeEach(async () => {
    network = unusedName('net');
    subnet = unusedName('subnet');
    networkId = await neutronId(`net-create ${network}`);
    subnetId = await neutronId(`subnet-create ${network} 10.40.0.0/24 --name ${subnet}`);
  });

  it('creates a port, and prints all that it is', async () => {
    const { fields } = await neutronCreated('port', `port-create ${network} --name web`);
    const { mac_address: mac, ...port } = fields;
    expect(mac).to.match(/^fa:16:3e(:[0-9a-f]{2}){3}$/);
    expect(port).to.deep.equal({
      admin_state_up: 'True',
      ...forAdmins({ 'binding:host_id': '' }),
      device_id: '',
      device_owner: '',
      fixed_ips: `{"subnet_id": "${subnetId}", "ip_address": "10.40.0.2"}`,
      name: 'web',
      network_id: networkId,
      status: 'ACTIVE',
      tenant_id: await ownProject(),
    });
  });

  itAsAdmin('creates a port with every option', async () => {
    const six = await neutronId(`subnet-create ${network} fd00:40::/64 --ip-version 6`);
    const options = [
      '--admin-state-down --tenant-id acme --mac-address fa:16:3e:00:00:01',
      '--device-id vm-1 --device-owner compute:nova',
      `--fixed-ip subnet_id=${subnet},ip_address=10.40.0.50 --fixed-ip subnet_id=${six}`,
    ];
    const port = await neutronObject(`port-create ${networkId} ${options.join(' ')}`);
    expect(port).to.deep.include({
      admin_state_up: false,
      tenant_id: 'acme',
      mac_address: 'fa:16:3e:00:00:01',
      device_id: 'vm-1',
      device_owner: 'compute:nova',
      fixed_ips: [
        { subnet_id: subnetId, ip_address: '10.40.0.50' },
        { subnet_id: six, ip_address: 'fd00:40::2' },
      ],
    });
  });

  it('takes that a port shall have no security groups, since there are none', async () => {
    const id = await neutronId(`port-create ${network} --no-security-groups`);
    await neutron(`port-update ${id} --no-security-groups`);
    expect(await neutronObject(`port-show ${id}`))
      .to.include({ id })
      .and.not.have.property('security_groups');
    await neutron(`port-delete ${id}`);
  });

  it('says why it cannot create one', async () => {
    const mac = '--mac-address fa:16:3e:00:00:01';
    await neutron(`port-create ${network} --fixed-ip ip_address=10.40.0.50 ${mac}`);
    const create = `port-create ${network}`;
    const inUse = `Unable to complete operation for network ${networkId}.`;
    expect(await refusedByServer(`${create} --fixed-ip ip_address=10.40.0.50`)).to.equal(
      `${inUse} The IP address 10.40.0.50 is in use.`,
    );
    expect(await refusedByServer(`${create} ${mac}`)).to.equal(
      `${inUse} The mac address fa:16:3e:00:00:01 is in use.`,
    );
    expect(await refusedByServer(`${create} --fixed-ip ip_address=192.0.2.1`)).to.equal(
      'IP address 192.0.2.1 is not a valid IP for any of the subnets on the specified network.',
    );
    expect(await refusedByServer(`${create} --mac-address here`)).to.match(/^Invalid input for mac_address/);
    expect(await refusedByClient(`${create} --fixed-ip subnet_id=nosuch`)).to.match(/Unable to find subnet/);
    expect(await refusedByClient('port-create nosuch')).to.match(/Unable to find network/);
    expect(await neutronRows(`port-list --network_id ${networkId}`)).to.have.length(1);
  });

  it('runs out of addresses', async () => {
    const small = await neutronId(`subnet-create ${network} 10.41.0.0/30 --name small`);
    await neutron(`port-create ${network} --fixed-ip subnet_id=${small}`);
    expect(await refusedByServer(`port-create ${network} --fixed-ip subnet_id=${small}`)).to.equal(
      `No more IP addresses available on network ${networkId}.`,
    );
  });

  it('shows and updates a port by its name and by its id', async () => {
    const name = unusedName('port');
    const id = await neutronId(`port-create ${network} --name ${name}`);
    const fixed = `--fixed-ip subnet_id=${subnet},ip_address=10.40.0.60`;
    expect(await neutron(`port-update ${name} --name ${name}b --admin-state-up False ${fixed}`)).to.equal(
      `Updated port: ${name}\n`,
    );
    await neutron(`port-update ${id} --device-id vm-2 --device-owner compute:nova`);
    expect(await neutronObject(`port-show ${name}b`)).to.deep.include({
      id,
      admin_state_up: false,
      device_id: 'vm-2',
      device_owner: 'compute:nova',
      fixed_ips: [{ subnet_id: subnetId, ip_address: '10.40.0.60' }],
    });
    expect(await refusedByServer(`port-update ${id} --network_id ${networkId}`)).to.equal(
      'Cannot update read-only attribute network_id',
    );
    expect(await refusedByClient(`port-show ${name}`)).to.equal(
      `Unable to find port with name or id '${name}'`,
    );
  });

  it('lists ports in a table, filtered', async () => {
    const mac = 'fa:16:3e:00:00:07';
    const device = '--device-id vm-3 --device-owner compute:nova';
    const id = await neutronId(`port-create ${network} --name a --mac-address ${mac} ${device}`);
    const other = await neutronId(`port-create ${network} --name b`);
    const row = { id, name: 'a', mac_address: mac };
    const fixed = `{"subnet_id": "${subnetId}", "ip_address": "10.40.0.2"}`;
    const list = `port-list --network_id ${networkId}`;
    expect(readTable(await neutron(`${list} --device_id vm-3`))).to.deep.equal([
      { ...row, fixed_ips: fixed },
    ]);
    for (const filter of [
      '--device_owner compute:nova',
      `--mac_address ${mac}`,
      '--fixed_ips ip_address=10.40.0.2',
    ])
      expect(await neutronValues(`${list} ${filter}`, 'id'), filter).to.deep.equal([id]);
    expect(await neutronValues(`${list} -P 1 --sort-key name --sort-dir desc`, 'id')).to.deep.equal([
      other,
      id,
    ]);
  });

  it('shows the port of a VIP, and does not delete it', async () => {
    const pool = await newPool();
    const vip = await settled(`lb-vip-show ${(await newVip(pool)).name}`);
    const port = String(vip['port_id']);
    expect(await neutronObject(`port-show vip-${String(vip['id'])}`)).to.deep.include({
      id: port,
      device_owner: 'neutron:LOADBALANCER',
      tenant_id: await ownProject(),
      ...forAdmins({ 'binding:host_id': 'agent-1' }),
      fixed_ips: [{ subnet_id: vip['subnet_id'], ip_address: vip['address'] }],
    });
    expect(await refusedByServer(`port-delete ${port}`)).to.equal(
      `Port ${port} cannot be deleted directly via the port API: a VIP uses it.`,
    );
    expect(await neutronValues('port-list --device_owner neutron:LOADBALANCER', 'id')).to.include(port);
    await neutron(`lb-vip-delete ${String(vip['id'])}`);
    await refusedByClient(`port-show ${port}`);
  });

  it('deletes several ports, and says what it did not find', async () => {
    const one = await neutronId(`port-create ${network}`);
    const two = await neutronId(`port-create ${network}`);
    const { stdout, message } = await refusalOf(`port-delete ${one} nosuch ${two} ${one}`);
    expect(stdout).to.equal(`Deleted port(s): ${one}, ${two}\n`);
    expect(message).to.equal(`Unable to find port(s) with id(s) 'nosuch, ${one}'.`);
  });
});
