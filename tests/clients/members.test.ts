import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { itAsAdmin } from './support/client-mode.ts';
import { describeClient } from './support/describe-client.ts';
import {
  neutron,
  neutronCreated,
  neutronObject,
  neutronValues,
  refusalOf,
  refusedByClient,
  refusedByServer,
  ownProject,
} from './support/neutron.ts';
import { newMember, newPool, settled } from './support/objects.ts';
import { readTable } from './support/printed-table.ts';

describeClient('neutron lb-member-*', 'member', () => {
  it('creates a member, and prints all that it is', async () => {
    const pool = await newPool();
    const { id, fields } = await neutronCreated(
      'member',
      `lb-member-create --address 10.0.0.11 --protocol-port 8080 ${pool.name}`,
    );
    const { status, status_description: description, ...member } = fields;
    expect([status, description]).to.deep.equal(['ACTIVE', 'the pool has no VIP: nothing is served']);
    expect(member).to.deep.equal({
      address: '10.0.0.11',
      admin_state_up: 'True',
      pool_id: pool.id,
      protocol_port: '8080',
      tenant_id: await ownProject(),
      weight: '1',
    });
    expect(await settled(`lb-member-show ${id}`)).to.include({ status: 'ACTIVE' });
    expect((await neutronObject(`lb-pool-show ${pool.id}`))['members']).to.deep.equal([id]);
  });

  itAsAdmin('creates a member with every option', async () => {
    const pool = await newPool('--tenant-id acme');
    const options = '--weight 0 --admin-state-down --tenant-id acme';
    const address = '--address fd00:10::11 --protocol-port 65535';
    const member = await neutronObject(`lb-member-create ${address} ${options} ${pool.id}`);
    expect(member).to.include({
      address: 'fd00:10::11',
      protocol_port: 65535,
      weight: 0,
      admin_state_up: false,
      tenant_id: 'acme',
    });
  });

  it('says why it cannot create one', async () => {
    const pool = await newPool();
    await newMember(pool, '10.0.0.11');
    const create = (address: string, port: number | string) =>
      `lb-member-create --address ${address} --protocol-port ${port} ${pool.name}`;
    expect(await refusedByServer(create('10.0.0.11', 8080))).to.equal(
      `Member with address 10.0.0.11 and port 8080 already present in pool ${pool.id}`,
    );
    expect(await refusedByServer(create('10.0.0.300', 80))).to.equal(
      'Invalid input for address. Reason: "10.0.0.300" is not a valid IP address.',
    );
    for (const port of [0, 65536])
      expect(await refusedByServer(create('10.0.0.12', port))).to.match(/^Invalid input for protocol_port/);
    for (const weight of [-1, 257])
      expect(await refusedByServer(`${create('10.0.0.12', 80)} --weight=${weight}`)).to.equal(
        `Invalid input for weight. Reason: ${weight} is not in range 0 through 256.`,
      );
    expect(await refusedByClient('lb-member-create --address 10.0.0.1 --protocol-port 1 nosuch')).to.match(
      /Unable to find pool/,
    );
    expect(await neutronValues(`lb-member-list --pool_id ${pool.id}`, 'address')).to.deep.equal([
      '10.0.0.11',
    ]);
  });

  it('updates a member with words, numbers and booleans', async () => {
    const id = await newMember(await newPool(), '10.0.0.11', '--admin-state-down');
    expect(await neutron(`lb-member-update ${id} --weight 5 --admin_state_up True`)).to.equal(
      `Updated member: ${id}\n`,
    );
    expect(await settled(`lb-member-show ${id}`)).to.include({ weight: 5, admin_state_up: true });
    await neutron(`lb-member-update ${id} --weight type=int 6 --admin_state_up type=bool False`);
    expect(await settled(`lb-member-show ${id}`)).to.include({ weight: 6, status: 'DISABLED' });
    expect(await refusedByServer(`lb-member-update ${id} --address 10.0.0.12`)).to.equal(
      'Cannot update read-only attribute address',
    );
    expect(await refusedByClient(`lb-member-update ${id} --weight type=float 6`)).to.match(
      /type float is not supported$/,
    );
    expect(await refusedByClient(`lb-member-update ${id}`)).to.equal(
      'Must specify new values to update member',
    );
  });

  it('moves a member to another pool', async () => {
    const [from, to] = [await newPool(), await newPool()];
    const id = await newMember(from, '10.0.0.12');
    await neutron(`lb-member-update ${id} --pool_id ${to.id}`);
    expect(await settled(`lb-member-show ${id}`)).to.include({ pool_id: to.id, status: 'ACTIVE' });
    expect((await neutronObject(`lb-pool-show ${from.id}`))['members']).to.deep.equal([]);
    expect(await refusedByServer(`lb-member-update ${id} --pool_id ${randomUUID()}`)).to.match(
      /^Pool \S+ could not be found$/,
    );
  });

  it('lists members in a table', async () => {
    const pool = await newPool();
    const ids = [await newMember(pool, '10.0.0.11', '--weight 3'), await newMember(pool, '10.0.0.12')];
    for (const id of ids) await settled(`lb-member-show ${id}`);
    const row = { protocol_port: '8080', admin_state_up: 'True', status: 'ACTIVE' };
    const sorted = '--sort-key address --sort-dir desc';
    expect(readTable(await neutron(`lb-member-list --pool_id ${pool.id} ${sorted}`))).to.deep.equal([
      { id: ids[1], address: '10.0.0.12', weight: '1', ...row },
      { id: ids[0], address: '10.0.0.11', weight: '3', ...row },
    ]);
    expect(await neutronValues(`lb-member-list --pool_id ${pool.id} --weight 3`, 'id')).to.deep.equal([
      ids[0],
    ]);
    expect(await neutronValues(`lb-member-list --pool_id nosuch`, 'id')).to.deep.equal([]);
  });

  it('deletes several members, and says what it did not find', async () => {
    const pool = await newPool();
    const [one, two, three] = [
      await newMember(pool, '10.0.0.11'),
      await newMember(pool, '10.0.0.12'),
      await newMember(pool, '10.0.0.13'),
    ];
    const { stdout, message } = await refusalOf(`lb-member-delete ${one} nosuch ${two} ${one}`);
    expect(stdout).to.equal(`Deleted member(s): ${one}, ${two}\n`);
    expect(message).to.equal(`Unable to find member(s) with id(s) 'nosuch, ${one}'.`);
    expect(await refusedByServer(`lb-member-show ${one}`)).to.equal(`Member ${one} could not be found`);
    expect((await neutronObject(`lb-pool-show ${pool.id}`))['members']).to.deep.equal([three]);
  });

  // Members have no names: a text that is not an id must match no member, even if there is only one.
  for (const [what, name] of [
    ['a typo', 'typo'],
    ['the name of its pool', 'the-pool'],
    ['an unset variable', "''"],
  ] as const) {
    it(`takes ${what} for no member, not even for the only one there is`, async () => {
      const { id: poolId } = await newPool();
      await neutron(`lb-pool-update ${poolId} --name the-pool`);
      const others = await neutronValues('lb-member-list', 'id');
      if (others.length > 0) await neutron(`lb-member-delete ${others.join(' ')}`);
      const id = await newMember({ id: poolId, name: 'the-pool' }, '10.0.0.11');
      await refusalOf(`lb-member-delete ${name}`);
      await refusedByClient(`lb-member-update ${name} --weight 7`);
      expect(await neutronObject(`lb-member-show ${id}`)).to.include({ weight: 1 });
      await neutron(`lb-pool-delete ${poolId}`);
    });
  }

  it('takes an unset variable for no pool', async () => {
    const pools = await neutronValues('lb-pool-list', 'id');
    const { message } = await refusalOf("lb-pool-delete ''");
    expect(message).to.equal("Unable to find pool(s) with id(s) ''.");
    expect(await neutronValues('lb-pool-list', 'id')).to.deep.equal(pools);
  });
});
