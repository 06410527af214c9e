import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { itAsAdmin } from './support/client-mode.ts';
import { describeClient } from './support/describe-client.ts';
import {
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
import { SUBNET, lbSubnet, newMember, newPool, newVip, settled } from './support/objects.ts';
import { readFields, readTable } from './support/printed-table.ts';

const HTTP = '--protocol HTTP --lb-method ROUND_ROBIN';

describeClient('neutron lb-pool-*', 'member', () => {
  let subnetId: string;

  before(async () => {
    subnetId = await lbSubnet();
  });

  it('creates a pool, and prints all that it is', async () => {
    const { id, fields } = await neutronCreated(
      'pool',
      `lb-pool-create --name web ${HTTP} --subnet-id ${SUBNET}`,
    );
    const { status, status_description: description, ...pool } = fields;
    expect([status, description]).to.deep.equal(['ACTIVE', 'the pool has no VIP: nothing is served']);
    expect(pool).to.deep.equal({
      admin_state_up: 'True',
      description: '',
      health_monitors: '',
      health_monitors_status: '',
      lb_method: 'ROUND_ROBIN',
      members: '',
      name: 'web',
      protocol: 'HTTP',
      provider: 'haproxy',
      subnet_id: subnetId,
      tenant_id: await ownProject(),
      vip_id: '',
    });
    expect(await settled(`lb-pool-show ${id}`)).to.include({ status: 'ACTIVE' });
  });

  itAsAdmin('creates a pool with every option, on a subnet given by its id', async () => {
    const options = `--description 'two words' --provider HAProxy --admin-state-down --tenant-id acme`;
    const how = '--protocol TCP --lb-method LEAST_CONNECTIONS';
    const pool = await neutronObject(`lb-pool-create --name tcp ${how} --subnet-id ${subnetId} ${options}`);
    expect(pool).to.include({
      description: 'two words',
      provider: 'haproxy',
      admin_state_up: false,
      tenant_id: 'acme',
      lb_method: 'LEAST_CONNECTIONS',
      protocol: 'TCP',
      subnet_id: subnetId,
      vip_id: null,
    });
    expect(pool['members']).to.deep.equal([]);
    expect(await settled(`lb-pool-show ${String(pool['id'])}`)).to.include({ status: 'DISABLED' });
  });

  it('says why it cannot create one', async () => {
    const create = `lb-pool-create --name x ${HTTP}`;
    expect(await refusedByServer(`${create} --subnet-id ${subnetId} --provider f5`)).to.equal(
      "Service provider 'f5' could not be found for service type LOADBALANCER",
    );
    expect(await refusedByServer(`${create} --subnet-id ${subnetId} --colour red`)).to.equal(
      'Unrecognized attribute(s) "colour"',
    );
    expect(await refusedByServer(`${create} --subnet-id ${subnetId} --admin_state_up maybe`)).to.equal(
      'Invalid input for operation: "maybe" cannot be converted to boolean.',
    );
    expect(await refusedByClient(`${create} --subnet-id nosuch`)).to.equal(
      "Unable to find subnet with name or id 'nosuch'",
    );
    expect(await neutronValues('lb-pool-list --name x', 'id')).to.deep.equal([]);
  });

  it('finds a pool by its name and by its id', async () => {
    const { id, name } = await newPool();
    expect(readFields(await neutron(`lb-pool-show ${name}`))).to.include({ id, name });
    expect(readFields(await neutron(`lb-pool-show ${id}`))).to.include({ id, name });
  });

  it('finds a pool whose name needs to be quoted, or looks like an id', async () => {
    for (const name of ['a&b=c #ü/?%+', 'two words', randomUUID()]) {
      const id = await neutronId(`lb-pool-create --name '${name}' ${HTTP} --subnet-id ${subnetId}`);
      expect(await neutronObject(`lb-pool-show '${name}'`), name).to.include({ id, name });
    }
  });

  it('says which pool it cannot find', async () => {
    expect(await refusedByClient('lb-pool-show nosuch')).to.equal(
      "Unable to find pool with name or id 'nosuch'",
    );
    const id = randomUUID();
    expect(await refusedByClient(`lb-pool-show ${id}`)).to.equal(
      `Unable to find pool with name or id '${id}'`,
    );
    expect(await refusedByClient('lb-pool-update nosuch --name x')).to.match(/Unable to find pool/);
    expect(await refusedByClient('lb-pool-stats nosuch')).to.match(/Unable to find pool/);
  });

  it('asks for an id when two pools have one name', async () => {
    const [one, two] = [await newPool(), await newPool()];
    await neutron(`lb-pool-update ${two.id} --name ${one.name}`);
    const problem = `Multiple pool matches found for name '${one.name}', use an ID to be more specific.`;
    expect(await refusedByClient(`lb-pool-show ${one.name}`)).to.equal(problem);
    expect(await refusedByClient(`lb-pool-update ${one.name} --description x`)).to.equal(problem);
    expect((await refusalOf(`lb-pool-delete ${one.name}`)).message).to.match(
      /^Multiple pool\(s\) matches found/,
    );
    expect(await neutronValues(`lb-pool-list --name ${one.name}`, 'id')).to.have.members([one.id, two.id]);
  });

  it('updates a pool, and prints what it was asked for', async () => {
    const { id, name } = await newPool();
    expect(await neutron(`lb-pool-update ${name} --lb_method SOURCE_IP --admin_state_up False`)).to.equal(
      `Updated pool: ${name}\n`,
    );
    expect(await settled(`lb-pool-show ${name}`)).to.include({
      lb_method: 'SOURCE_IP',
      admin_state_up: false,
      status: 'DISABLED',
    });
    expect(await neutron(`lb-pool-update ${id} --name ${name}b --admin_state_up type=bool True`)).to.equal(
      `Updated pool: ${id}\n`,
    );
    expect(await settled(`lb-pool-show ${name}b`)).to.include({ admin_state_up: true, status: 'ACTIVE' });
  });

  it('takes a bare option for true, and refuses what is not of the right type', async () => {
    const { name } = await newPool('--admin-state-down');
    await neutron(`lb-pool-update ${name} --admin_state_up`);
    expect(await neutronObject(`lb-pool-show ${name}`)).to.include({ admin_state_up: true });
    expect(await refusedByServer(`lb-pool-update ${name} --name type=int 5`)).to.equal(
      'Invalid input for name. Reason: 5 is not a valid string.',
    );
    expect(await refusedByServer(`lb-pool-update ${name} --description action=clear`)).to.equal(
      'Invalid input for description. Reason: null is not a valid string.',
    );
  });

  it('refuses an update of nothing, of what is unknown and of what is read-only', async () => {
    const { name } = await newPool();
    expect(await refusedByClient(`lb-pool-update ${name}`)).to.equal(
      'Must specify new values to update pool',
    );
    expect(await refusedByServer(`lb-pool-update ${name} --colour red`)).to.equal(
      'Unrecognized attribute(s) "colour"',
    );
    expect(await refusedByServer(`lb-pool-update ${name} --protocol TCP`)).to.equal(
      'Cannot update read-only attribute protocol',
    );
    expect(await refusedByServer(`lb-pool-update ${name} --lb_method RANDOM`)).to.match(
      /^Invalid input for lb_method\. Reason: "RANDOM" is not in/,
    );
  });

  it('shows the statistics of a pool: four numbers', async () => {
    const { id, name } = await newPool();
    const zeros = { active_connections: 0, bytes_in: 0, bytes_out: 0, total_connections: 0 };
    expect(await neutronObject(`lb-pool-stats ${name}`)).to.deep.equal(zeros);
    expect(Object.keys(readFields(await neutron(`lb-pool-stats ${id}`)))).to.deep.equal(Object.keys(zeros));
  });

  it('deletes several pools, and says what it did not find', async () => {
    const [one, two, three] = [await newPool(), await newPool(), await newPool()];
    expect(await neutron(`lb-pool-delete ${one.name}`)).to.equal(`Deleted pool(s): ${one.name}\n`);
    const { stdout, message } = await refusalOf(`lb-pool-delete ${two.id} nosuch ${three.name} ${one.name}`);
    expect(stdout).to.equal(`Deleted pool(s): ${two.id}, ${three.name}\n`);
    expect(message).to.equal(`Unable to find pool(s) with id(s) 'nosuch, ${one.name}'.`);
    for (const { id } of [one, two, three]) await refusedByClient(`lb-pool-show ${id}`);
  });

  it('does not delete a pool that has a VIP, and takes the members along with one that has none', async () => {
    const pool = await newPool();
    const vip = await newVip(pool);
    const member = await newMember(pool, '10.0.0.11');
    const before = await settled(`lb-pool-show ${pool.name}`);
    expect(await refusedByServer(`lb-pool-delete ${pool.name}`)).to.equal(`Pool ${pool.id} is still in use`);
    expect(await neutronObject(`lb-pool-show ${pool.name}`)).to.deep.equal(before);
    await neutron(`lb-vip-delete ${vip.name}`);
    await neutron(`lb-pool-delete ${pool.name}`);
    expect(await refusedByServer(`lb-member-show ${member}`)).to.equal(`Member ${member} could not be found`);
  });

  it('lists pools in a table', async () => {
    const { id, name } = await newPool('--admin-state-down');
    await settled(`lb-pool-show ${id}`);
    expect(readTable(await neutron(`lb-pool-list --name ${name}`))).to.deep.equal([
      {
        id,
        name,
        provider: 'haproxy',
        lb_method: 'ROUND_ROBIN',
        protocol: 'HTTP',
        admin_state_up: 'False',
        status: 'DISABLED',
      },
    ]);
    expect(await neutronRows(`lb-pool-list --id ${id} -F name`)).to.deep.equal([{ name }]);
  });

  it('refuses by itself what its options do not offer', async () => {
    const create = 'lb-pool-create --name x --lb-method SOURCE_IP';
    expect(await usageErrorOf(`${create} --subnet-id x --protocol UDP`)).to.match(
      /^argument --protocol: invalid choice: 'UDP'/,
    );
    expect(await usageErrorOf(`${create} --protocol TCP`)).to.match(/required: --subnet-id$/);
  });
});
