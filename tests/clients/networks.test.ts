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
  usageErrorOf,
  ownProject,
} from './support/neutron.ts';
import { NETWORK, SUBNET, lbSubnet, unusedName } from './support/objects.ts';
import { readTable } from './support/printed-table.ts';

describeClient('neutron net-*', 'member', () => {
  const newNetwork = async (options = ''): Promise<{ id: string; name: string }> => {
    const name = unusedName('net');
    return { name, id: await neutronId(`net-create ${name} ${options}`) };
  };

  it('creates a network, and prints all that it is', async () => {
    const { fields: network } = await neutronCreated('network', 'net-create office');
    expect(network).to.deep.equal({
      admin_state_up: 'True',
      mtu: '1500',
      name: 'office',
      ...forAdmins({
        'provider:network_type': 'local',
        'provider:physical_network': '',
        'provider:segmentation_id': '',
      }),
      'router:external': 'False',
      shared: 'False',
      status: 'ACTIVE',
      subnets: '',
      tenant_id: await ownProject(),
    });
  });

  itAsAdmin('creates a network with every option', async () => {
    const options = '--shared --router:external --admin-state-down --tenant-id acme';
    const provider = '--provider:network_type flat --provider:physical_network physnet9';
    expect(await neutronObject(`net-create public ${options} ${provider}`)).to.include({
      shared: true,
      'router:external': true,
      admin_state_up: false,
      tenant_id: 'acme',
      'provider:network_type': 'flat',
      'provider:physical_network': 'physnet9',
    });
    expect(await neutronObject('net-create public-2 --router:external=True')).to.include({
      'router:external': true,
    });
    expect(await refusedByServer(`net-create again ${provider}`)).to.equal(
      'Unable to create the flat network. Physical network physnet9 is in use.',
    );
  });

  it('shows a network by its name and by its id', async () => {
    await lbSubnet();
    const { id, name } = await newNetwork();
    for (const which of [name, id])
      expect(await neutronObject(`net-show ${which} -F id -F name`)).to.deep.equal({ id, name });
    expect((await neutronObject(`net-show ${NETWORK}`))['subnets']).to.deep.equal([await lbSubnet()]);
    expect(await refusedByClient('net-show nosuch')).to.equal(
      "Unable to find network with name or id 'nosuch'",
    );
  });

  itAsAdmin('updates a network with words and booleans', async () => {
    const { id, name } = await newNetwork();
    const shown = () =>
      neutronObject(`net-show ${id} -F name -F shared -F admin_state_up -F router:external`);
    await neutron(`net-update ${name} --admin_state_up False --shared True --router:external type=bool True`);
    expect(await shown()).to.deep.equal({
      name,
      shared: true,
      admin_state_up: false,
      'router:external': true,
    });
    expect(await neutron(`net-update ${id} --name ${name}b --shared type=bool False`)).to.equal(
      `Updated network: ${id}\n`,
    );
    expect(await shown()).to.include({ name: `${name}b`, shared: false });
    expect(await refusedByServer(`net-update ${id} --status DOWN`)).to.equal(
      'Cannot update read-only attribute status',
    );
    expect(await refusedByClient(`net-update ${id}`)).to.equal('Must specify new values to update network');
  });

  it('lists networks with their subnets', async () => {
    const subnetId = await lbSubnet();
    const rows = readTable(await neutron(`net-list --name ${NETWORK}`));
    expect(rows).to.have.length(1);
    expect(rows[0]).to.include({ name: NETWORK, subnets: `${subnetId} 10.0.0.0/24` });
    const cidrs = (await neutronRows('net-list -P 1 --sort-key name -F name -F subnets -D')).find(
      ({ name }) => name === NETWORK,
    );
    expect(cidrs?.['subnets']).to.deep.include({ id: subnetId, cidr: '10.0.0.0/24' });
  });

  itAsAdmin('filters networks', async () => {
    const plain = await newNetwork('--tenant-id net-list --admin-state-down');
    const open = await newNetwork('--tenant-id net-list --shared --router:external');
    const listed = (options: string, command = 'net-list') =>
      neutronValues(`${command} --tenant-id net-list ${options}`, 'id');
    expect(await listed('')).to.have.members([plain.id, open.id]);
    expect(await listed('--shared True')).to.deep.equal([open.id]);
    expect(await listed('--admin-state-up False')).to.deep.equal([plain.id]);
    expect(await listed('--router:external False')).to.deep.equal([plain.id]);
    expect(await listed('--status active --shared False')).to.deep.equal([plain.id]);
    expect(await listed('', 'net-external-list')).to.deep.equal([open.id]);
    expect(await usageErrorOf('net-list --shared')).to.match(/expected one argument$/);
  });

  it('deletes several networks, and says what it did not find', async () => {
    const [one, two] = [await newNetwork(), await newNetwork()];
    await neutron(`subnet-create ${one.name} 10.20.0.0/24 --name ${one.name}-subnet`);
    const { stdout, message } = await refusalOf(`net-delete ${one.name} nosuch ${two.id}`);
    expect(stdout).to.equal(`Deleted network(s): ${one.name}, ${two.id}\n`);
    expect(message).to.equal("Unable to find network(s) with id(s) 'nosuch'.");
    await refusedByClient(`subnet-show ${one.name}-subnet`);
  });

  it('does not delete a network that has a port, nor its subnet', async () => {
    const { id, name } = await newNetwork();
    const subnet = await neutronId(`subnet-create ${name} 10.21.0.0/24`);
    const port = await neutronId(`port-create ${name}`);
    expect(await refusedByServer(`net-delete ${name}`)).to.match(
      new RegExp(`^Unable to complete operation on network ${id}\\..*still in use`),
    );
    expect(await refusedByServer(`subnet-delete ${subnet}`)).to.match(
      new RegExp(`^Unable to complete operation on subnet ${subnet}`),
    );
    await neutron(`port-delete ${port}`);
    expect(await neutron(`subnet-delete ${subnet}`)).to.equal(`Deleted subnet(s): ${subnet}\n`);
    expect(await neutron(`net-delete ${name}`)).to.equal(`Deleted network(s): ${name}\n`);
  });

  it('keeps the subnet of a pool', async () => {
    await lbSubnet();
    const pool = await neutronId(
      `lb-pool-create --name keeper --protocol TCP --lb-method SOURCE_IP --subnet-id ${SUBNET}`,
    );
    expect(await refusedByServer(`subnet-delete ${SUBNET}`)).to.match(
      /^Unable to complete operation on subnet/,
    );
    await neutron(`lb-pool-delete ${pool}`);
  });
});
