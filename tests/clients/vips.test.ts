import { expect } from 'chai';
import { asAdmin, itAsAdmin } from './support/client-mode.ts';
import { describeClient } from './support/describe-client.ts';
import {
  neutron,
  neutronCreated,
  neutronId,
  neutronObject,
  neutronValues,
  refusalOf,
  refusedByClient,
  refusedByServer,
  ownProject,
} from './support/neutron.ts';
import { SUBNET, lbSubnet, newPool, newVip, settled } from './support/objects.ts';
import { readTable } from './support/printed-table.ts';

describeClient('neutron lb-vip-*', 'member', () => {
  let subnetId: string;

  before(async () => {
    subnetId = await lbSubnet();
  });

  /** The command that creates a VIP on port 80 of `pool`. */
  const create = (pool: string, options = '') =>
    `lb-vip-create --name vip --protocol HTTP --protocol-port 80 --subnet-id ${SUBNET} ${pool} ${options}`;

  it('creates a VIP, and prints all that it is', async () => {
    const pool = await newPool();
    const { id, fields } = await neutronCreated('vip', create(pool.name));
    const { port_id: portId, address, status, status_description, ...vip } = fields;
    expect([status, status_description]).to.deep.equal([
      'PENDING_CREATE',
      'waiting for agent agent-1 to confirm',
    ]);
    expect(vip).to.deep.equal({
      admin_state_up: 'True',
      connection_limit: '-1',
      description: '',
      name: 'vip',
      pool_id: pool.id,
      protocol: 'HTTP',
      protocol_port: '80',
      session_persistence: '',
      subnet_id: subnetId,
      tenant_id: await ownProject(),
    });
    expect(await settled(`lb-vip-show ${id}`)).to.include({ status: 'ACTIVE', address });
    expect(await neutronObject(`lb-pool-show ${pool.name}`)).to.include({ vip_id: id });
    expect(await neutronObject(`port-show ${portId}`)).to.include({ name: `vip-${id}` });
  });

  itAsAdmin('creates a VIP with every option', async () => {
    const pool = await newPool('--tenant-id acme');
    const options = [
      '--address 10.0.0.50 --connection-limit 100 --admin-state-down --tenant-id acme',
      `--description 'two words' --session-persistence type=dict type=APP_COOKIE,cookie_name=SESSION`,
    ];
    const vip = await neutronObject(create(pool.id, options.join(' ')));
    expect(vip).to.deep.include({
      address: '10.0.0.50',
      connection_limit: 100,
      admin_state_up: false,
      tenant_id: 'acme',
      description: 'two words',
      session_persistence: { type: 'APP_COOKIE', cookie_name: 'SESSION' },
    });
    expect(await settled(`lb-vip-show ${String(vip['id'])}`)).to.include({ status: 'DISABLED' });
  });

  it('says why it cannot create one', async () => {
    const pool = await newPool();
    const { name } = await newVip(pool);
    const address = String((await neutronObject(`lb-vip-show ${name}`))['address']);
    const free = await newPool();
    expect(await refusedByServer(create(pool.name))).to.equal(
      `Another Vip already exists for pool ${pool.id}`,
    );
    expect(await refusedByServer(create(free.name, `--address ${address}`))).to.match(
      new RegExp(`The IP address ${address} is in use\\.$`),
    );
    expect(await refusedByServer(create(free.name, '--address 10.0.1.9'))).to.match(/^Invalid input/);
    expect(await refusedByServer(create(free.name, '--address here'))).to.equal(
      'Invalid input for address. Reason: "here" is not a valid IP address.',
    );
    expect(await refusedByServer(create(free.name, '--connection-limit -2'))).to.match(
      /^Invalid input for connection_limit\. Reason: -2 is not in range/,
    );
    const foreign = asAdmin(() => refusedByServer(create(free.name, '--tenant-id acme')));
    expect(await foreign()).to.equal('Not authorized.');
    expect(await refusedByClient(create('nosuch'))).to.equal("Unable to find pool with name or id 'nosuch'");
    expect(await neutronObject(`lb-pool-show ${free.name}`)).to.include({ vip_id: null });
  });

  it('refuses ports and protocols that cannot be', async () => {
    const { id, name } = await newPool();
    const vip = `lb-vip-create --name x --subnet-id ${SUBNET} ${name}`;
    for (const port of [0, 65536])
      expect(await refusedByServer(`${vip} --protocol HTTP --protocol-port ${port}`)).to.equal(
        `Invalid input for protocol_port. Reason: ${port} is not in range 1 through 65535.`,
      );
    expect(await refusedByServer(`${vip} --protocol HTTP --protocol-port http`)).to.equal(
      'Invalid input for operation: "http" is not an integer.',
    );
    expect(await refusedByServer(`${vip} --protocol TCP --protocol-port 80`)).to.equal(
      'Protocol TCP does not match pool protocol HTTP',
    );
    expect(await neutronObject(`lb-pool-show ${id}`)).to.include({ vip_id: null });
  });

  it('sets, keeps, changes and clears the session persistence', async () => {
    const { name } = await newVip(await newPool());
    const persistence = async () =>
      (await neutronObject(`lb-vip-show ${name} -F session_persistence`))['session_persistence'];
    const set = (value: string) => `lb-vip-update ${name} --session-persistence type=dict ${value}`;

    expect(await neutron(set('type=APP_COOKIE,cookie_name=SESSION'))).to.equal(`Updated vip: ${name}\n`);
    await neutron(`lb-vip-update ${name} --description sticky`);
    expect(await persistence()).to.deep.equal({ type: 'APP_COOKIE', cookie_name: 'SESSION' });
    await neutron(set('type=SOURCE_IP'));
    expect(await persistence()).to.deep.equal({ type: 'SOURCE_IP' });
    expect(await refusedByServer(set('type=APP_COOKIE'))).to.match(/APP_COOKIE needs cookie_name/);
    expect(await refusedByServer(set('type=SOURCE_IP,cookie_name=x'))).to.match(/only for APP_COOKIE/);
    expect(await refusedByServer(set('type=STICKY'))).to.match(/"STICKY" is not in/);
    await neutron(`lb-vip-update ${name} --session-persistence action=clear`);
    expect(await persistence()).to.equal(null);
  });

  it('updates a VIP with words, numbers and booleans', async () => {
    const { id, name } = await newVip(await newPool());
    await neutron(`lb-vip-update ${name} --connection-limit 100 --admin-state-up False`);
    expect(await settled(`lb-vip-show ${name}`)).to.include({
      connection_limit: 100,
      admin_state_up: false,
      status: 'DISABLED',
    });
    const typed = '--connection-limit type=int -1 --admin-state-up type=bool True';
    expect(await neutron(`lb-vip-update ${id} --name ${name}b ${typed}`)).to.equal(`Updated vip: ${id}\n`);
    expect(await settled(`lb-vip-show ${name}b`)).to.include({
      connection_limit: -1,
      admin_state_up: true,
      status: 'ACTIVE',
    });
    expect(await refusedByServer(`lb-vip-update ${id} --protocol_port 81`)).to.equal(
      'Cannot update read-only attribute protocol_port',
    );
    expect(await refusedByClient(`lb-vip-update ${id}`)).to.equal('Must specify new values to update vip');
  });

  it('moves a VIP to another pool', async () => {
    const [from, to, taken] = [await newPool(), await newPool(), await newPool()];
    await newVip(taken);
    const { id, name } = await newVip(from);
    const { address } = await settled(`lb-vip-show ${name}`);
    await neutron(`lb-vip-update ${name} --pool_id ${to.id}`);
    expect(await settled(`lb-vip-show ${name}`)).to.include({ pool_id: to.id, address, status: 'ACTIVE' });
    expect(await neutronObject(`lb-pool-show ${from.id}`)).to.include({ vip_id: null });
    expect(await neutronObject(`lb-pool-show ${to.id}`)).to.include({ vip_id: id });
    expect(await refusedByServer(`lb-vip-update ${name} --pool_id ${taken.id}`)).to.equal(
      `Another Vip already exists for pool ${taken.id}`,
    );
  });

  it('lists VIPs in a table', async () => {
    const { id, name } = await newVip(await newPool(), '--address 10.0.0.60');
    await settled(`lb-vip-show ${id}`);
    const row = {
      id,
      name,
      address: '10.0.0.60',
      protocol: 'HTTP',
      admin_state_up: 'True',
      status: 'ACTIVE',
    };
    expect(readTable(await neutron(`lb-vip-list --name ${name}`))).to.deep.equal([row]);
    expect(readTable(await neutron('lb-vip-list --address 10.0.0.60'))).to.deep.equal([row]);
    expect(await neutronValues(`lb-vip-list --subnet_id ${subnetId}`, 'id')).to.include(id);
    expect(await neutronValues('lb-vip-list --address 10.0.0.61', 'id')).to.deep.equal([]);
  });

  it('deletes several VIPs, and says what it did not find', async () => {
    const pool = await newPool();
    const [one, two] = [await newVip(pool), await newVip(await newPool())];
    const port = String((await neutronObject(`lb-vip-show ${one.name}`))['port_id']);
    const { stdout, message } = await refusalOf(`lb-vip-delete ${one.name} nosuch ${two.id}`);
    expect(stdout).to.equal(`Deleted vip(s): ${one.name}, ${two.id}\n`);
    expect(message).to.equal("Unable to find vip(s) with id(s) 'nosuch'.");
    expect(await refusedByClient(`lb-vip-show ${one.id}`)).to.equal(
      `Unable to find vip with name or id '${one.id}'`,
    );
    await refusedByClient(`port-show ${port}`);
    expect(await neutronId(create(pool.name))).to.match(/^[0-9a-f-]{36}$/);
  });
});
