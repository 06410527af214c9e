import { expect } from 'chai';
import { describeClient } from './support/describe-client.ts';
import { adminColumn, neutron, neutronRows, neutronValues, refusedByServer } from './support/neutron.ts';
import { newPool, settled } from './support/objects.ts';
import { readTable } from './support/printed-table.ts';

/** A project of their own separates the pools of this file from all others. */
const PROJECT = 'lists';
const LIST = `lb-pool-list --tenant_id ${PROJECT}`;

describeClient('neutron lists', 'admin', () => {
  const ids: Record<string, string> = {};

  const POOLS = [
    { name: 'alpha', more: '' },
    { name: 'bravo', more: '--admin-state-down' },
    { name: 'charlie', more: '' },
    { name: 'delta', more: '--admin-state-down' },
    { name: 'echo', more: '' },
  ] as const;

  before(async () => {
    for (const { name, more } of POOLS) {
      const { id } = await newPool(`--tenant-id ${PROJECT} ${more}`);
      ids[name] = id;
      await neutron(`lb-pool-update ${id} --name ${name}`);
    }
    for (const id of Object.values(ids)) await settled(`lb-pool-show ${id}`);
  });

  const names = (options: string) => neutronValues(`${LIST} ${options}`, 'name');
  const ALL = POOLS.map(({ name }) => name);

  describe('filter', () => {
    it('by one value, by any of several, and by several attributes', async () => {
      expect(await names('--name bravo')).to.deep.equal(['bravo']);
      expect(await names('--name alpha echo nosuch')).to.have.members(['alpha', 'echo']);
      expect(await names('--name list=true delta')).to.deep.equal(['delta']);
      expect(await names(`--id ${ids['alpha']} ${ids['bravo']}`)).to.have.members(['alpha', 'bravo']);
      expect(await names('--name alpha bravo --admin_state_up True')).to.deep.equal(['alpha']);
    });

    it('by what the server works out: status and provider', async () => {
      expect(await names('--status DISABLED')).to.have.members(['bravo', 'delta']);
      expect(await names('--provider haproxy')).to.have.members(ALL);
      expect(await names('--provider f5')).to.deep.equal([]);
    });

    it('by booleans as words and as booleans', async () => {
      expect(await names('--admin_state_up False')).to.have.members(['bravo', 'delta']);
      expect(await names('--admin_state_up type=bool False')).to.have.members(['bravo', 'delta']);
      expect(await refusedByServer(`${LIST} --admin_state_up maybe`)).to.equal(
        'Invalid input for operation: "maybe" cannot be converted to boolean.',
      );
    });

    it('by nothing that the server does not know', async () => {
      expect(await names('--colour red')).to.have.members(ALL);
      expect(await names('-D')).to.have.members(ALL);
    });
  });

  describe('order', () => {
    it('by one key, upwards unless asked otherwise', async () => {
      expect(await names('--sort-key name')).to.deep.equal(ALL);
      expect(await names('--sort-key name --sort-dir desc')).to.deep.equal(ALL.toReversed());
    });

    it('by several keys, each with its direction', async () => {
      const keys = '--sort-key admin_state_up --sort-dir desc --sort-key name --sort-dir asc';
      expect(await names(keys)).to.deep.equal(['alpha', 'charlie', 'echo', 'bravo', 'delta']);
    });

    it('by no key that a pool does not have', async () => {
      expect(await refusedByServer(`${LIST} --sort-key colour`)).to.equal('"colour" is not a sort key');
    });
  });

  describe('pages', () => {
    for (const size of [1, 2, 3, 5, 9])
      it(`of ${size} make up the whole list`, async () => {
        expect(await names(`-P ${size} --sort-key name`)).to.deep.equal(ALL);
      });

    it('keep filters, fields and order from one to the next', async () => {
      const rows = await neutronRows(
        `${LIST} -P 1 --sort-key name --sort-dir desc --admin_state_up True -F name -F id`,
      );
      expect(rows).to.deep.equal(['echo', 'charlie', 'alpha'].map((name) => ({ id: ids[name], name })));
    });

    it('come without an order of their own, too', async () => {
      expect((await names('-P 2')).sort()).to.deep.equal(ALL);
      expect((await names('--page-size 0')).sort()).to.deep.equal(ALL);
    });
  });

  describe('columns', () => {
    it('are those of the client, or what -F asks the server for, or what -c chooses', async () => {
      const one = `${LIST} --name alpha`;
      expect(await columns(one)).to.deep.equal([
        'id',
        'name',
        ...Object.keys(adminColumn(PROJECT)),
        'provider',
        'lb_method',
        'protocol',
        'admin_state_up',
        'status',
      ]);
      expect(await columns(`${one} -F status -F vip_id -F name`)).to.deep.equal(['name', 'status']);
      expect(await columns(`${one} -c name -c status`)).to.deep.equal(['name', 'status']);
      expect(await columns(`${one} -F subnet_id -F name -c name`)).to.deep.equal(['name']);
    });

    it('come as JSON, CSV and plain values', async () => {
      const two = `${LIST} -c name -c admin_state_up --sort-key name --name alpha bravo`;
      expect(await neutronRows(two)).to.deep.equal([
        { name: 'alpha', admin_state_up: true },
        { name: 'bravo', admin_state_up: false },
      ]);
      expect(await neutron(two.replace(LIST, `${LIST} -f csv`))).to.equal(
        '"name","admin_state_up"\n"alpha",True\n"bravo",False\n',
      );
      expect(await neutron(two.replace(LIST, `${LIST} -f value`))).to.equal('alpha True\nbravo False\n');
    });

    it('are none for an empty list', async () => {
      expect(await neutron(`${LIST} --name nosuch`)).to.equal('\n');
      expect(await neutronRows(`${LIST} --name nosuch`)).to.deep.equal([]);
    });
  });

  const columns = async (line: string) => Object.keys(readTable(await neutron(line))[0] ?? {});
});
