import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { itAsAdmin } from './support/client-mode.ts';
import { describeClient } from './support/describe-client.ts';
import {
  adminColumn,
  neutron,
  neutronCreated,
  neutronObject,
  neutronValues,
  refusalOf,
  refusedByClient,
  refusedByServer,
  usageErrorOf,
  ownProject,
} from './support/neutron.ts';
import { newMonitor, newPool, settled } from './support/objects.ts';
import { readFields, readTable } from './support/printed-table.ts';

const TIMES = '--delay 5 --timeout 3 --max-retries 2';

describeClient('neutron lb-healthmonitor-*', 'member', () => {
  it('creates an HTTP monitor, and prints all that it is', async () => {
    const { fields: monitor } = await neutronCreated(
      'health_monitor',
      `lb-healthmonitor-create --type HTTP ${TIMES}`,
    );
    expect(monitor).to.deep.equal({
      admin_state_up: 'True',
      delay: '5',
      expected_codes: '200',
      http_method: 'GET',
      max_retries: '2',
      pools: '',
      tenant_id: await ownProject(),
      timeout: '3',
      type: 'HTTP',
      url_path: '/',
    });
  });

  itAsAdmin('creates a monitor with every option', async () => {
    const http = '--http-method HEAD --url-path /ok?a=b --expected-codes 200-299';
    const options = `${http} --admin-state-down --tenant-id acme`;
    const monitor = await neutronObject(`lb-healthmonitor-create --type HTTPS ${TIMES} ${options}`);
    expect(monitor).to.include({
      type: 'HTTPS',
      http_method: 'HEAD',
      url_path: '/ok?a=b',
      expected_codes: '200-299',
      admin_state_up: false,
      tenant_id: 'acme',
    });
  });

  it('shows nothing of HTTP for PING and TCP', async () => {
    for (const type of ['PING', 'TCP']) {
      const monitor = await neutronObject(`lb-healthmonitor-create --type ${type} ${TIMES}`);
      expect(monitor).to.include({ type, delay: 5, timeout: 3, max_retries: 2 });
      expect(monitor).to.not.have.any.keys('http_method', 'url_path', 'expected_codes');
    }
  });

  it('says why it cannot create one', async () => {
    const create = (delay: number | string, timeout: number, retries: number, more = '') =>
      `lb-healthmonitor-create --type HTTP --delay ${delay} --timeout ${timeout} --max-retries ${retries} ${more}`;
    expect(await refusedByServer(create(1, 2, 1))).to.equal('Delay must be greater than or equal to timeout');
    expect(await refusedByServer(create(1, 0, 1))).to.match(/^Invalid input for timeout\. Reason: 0 is not/);
    expect(await refusedByServer(create(1, 1, 11))).to.equal(
      'Invalid input for max_retries. Reason: 11 is not in range 1 through 10.',
    );
    expect(await refusedByServer(create('often', 1, 1))).to.equal(
      'Invalid input for operation: "often" is not an integer.',
    );
    for (const more of ['--expected-codes 2000', '--expected-codes 200,300-400', '--url-path ok'])
      expect(await refusedByServer(create(1, 1, 1, more))).to.match(/^Invalid input for (expected|url)_/);
    expect(await usageErrorOf('lb-healthmonitor-create --type UDP')).to.match(/invalid choice: 'UDP'/);
  });

  it('updates a monitor, by its id only', async () => {
    const id = await newMonitor();
    expect(await neutron(`lb-healthmonitor-update ${id} --delay 7 --timeout type=int 6`)).to.equal(
      `Updated health_monitor: ${id}\n`,
    );
    await neutron(`lb-healthmonitor-update ${id} --max_retries 3 --admin_state_up False`);
    expect(await neutronObject(`lb-healthmonitor-show ${id}`)).to.include({
      delay: 7,
      timeout: 6,
      max_retries: 3,
      admin_state_up: false,
    });
    expect(await refusedByServer(`lb-healthmonitor-update ${id} --delay 5`)).to.equal(
      'Delay must be greater than or equal to timeout',
    );
    expect(await refusedByServer(`lb-healthmonitor-update ${id} --type HTTP`)).to.equal(
      'Cannot update read-only attribute type',
    );
    expect(await refusedByClient('lb-healthmonitor-update typo --delay 9')).to.equal(
      "Unable to find health_monitor with id 'typo'",
    );
    expect(await refusedByClient(`lb-healthmonitor-update ${id}`)).to.match(/Must specify new values/);
  });

  it('associates a monitor with a pool, and shows it on both', async () => {
    const [pool, id] = [await newPool(), await newMonitor()];
    expect(await neutron(`lb-healthmonitor-associate ${id} ${pool.name}`)).to.equal(
      `Associated health monitor ${id}\n`,
    );
    const shown = await settled(`lb-pool-show ${pool.name}`);
    expect(shown['health_monitors']).to.deep.equal([id]);
    const { pools } = readFields(await neutron(`lb-healthmonitor-show ${id}`));
    expect(JSON.parse(pools ?? '')).to.include({ pool_id: pool.id, status: 'ACTIVE' });
    const { health_monitors_status: status } = readFields(await neutron(`lb-pool-show ${pool.id}`));
    expect(JSON.parse(status ?? '')).to.include({ monitor_id: id, status: 'ACTIVE' });
  });

  it('says why it cannot associate one', async () => {
    const [pool, id] = [await newPool(), await newMonitor()];
    await neutron(`lb-healthmonitor-associate ${id} ${pool.id}`);
    expect(await refusedByServer(`lb-healthmonitor-associate ${id} ${pool.name}`)).to.equal(
      `health_monitor ${id} is already associated with pool ${pool.id}`,
    );
    const unknown = randomUUID();
    expect(await refusedByServer(`lb-healthmonitor-associate ${unknown} ${pool.name}`)).to.equal(
      `Health_monitor ${unknown} could not be found`,
    );
    expect(await refusedByServer(`lb-healthmonitor-associate typo ${pool.name}`)).to.equal(
      'Invalid input for id. Reason: "typo" is not a valid UUID.',
    );
    expect(await refusedByClient(`lb-healthmonitor-associate ${id} nosuch`)).to.match(/Unable to find pool/);
  });

  it('does not delete a monitor before it is disassociated from every pool', async () => {
    const [one, two, id] = [await newPool(), await newPool(), await newMonitor()];
    for (const { name } of [one, two]) await neutron(`lb-healthmonitor-associate ${id} ${name}`);
    const inUse = `Health monitor ${id} still has associations with pools`;
    expect(await refusedByServer(`lb-healthmonitor-delete ${id}`)).to.equal(inUse);
    expect(await neutron(`lb-healthmonitor-disassociate ${id} ${one.name}`)).to.equal(
      `Disassociated health monitor ${id}\n`,
    );
    expect(await refusedByServer(`lb-healthmonitor-disassociate ${id} ${one.name}`)).to.equal(
      `Monitor ${id} is not associated with Pool ${one.id}`,
    );
    expect(await refusedByServer(`lb-healthmonitor-delete ${id}`)).to.equal(inUse);
    await neutron(`lb-healthmonitor-disassociate ${id} ${two.id}`);
    expect(await neutron(`lb-healthmonitor-delete ${id}`)).to.equal(`Deleted health_monitor(s): ${id}\n`);
    expect((await neutronObject(`lb-pool-show ${two.id}`))['health_monitors']).to.deep.equal([]);
  });

  it('deletes several monitors, and says what it did not find', async () => {
    const [one, two, three] = [await newMonitor(), await newMonitor(), await newMonitor()];
    const { stdout, message } = await refusalOf(`lb-healthmonitor-delete ${one} typo ${two}`);
    expect(stdout).to.equal(`Deleted health_monitor(s): ${one}, ${two}\n`);
    expect(message).to.equal("Unable to find health_monitor(s) with id(s) 'typo'.");
    expect(await refusedByServer(`lb-healthmonitor-show ${one}`)).to.equal(
      `Health_monitor ${one} could not be found`,
    );
    expect(await neutronObject(`lb-healthmonitor-show ${three}`)).to.include({ id: three });
  });

  itAsAdmin('lists monitors in a table', async () => {
    const id = await newMonitor('--tenant-id monitor-list');
    expect(readTable(await neutron('lb-healthmonitor-list --tenant_id monitor-list'))).to.deep.equal([
      { id, type: 'TCP', ...adminColumn('monitor-list'), admin_state_up: 'True' },
    ]);
    expect(await neutronValues(`lb-healthmonitor-list --type TCP`, 'id')).to.include(id);
    expect(await neutronValues(`lb-healthmonitor-list --type HTTP`, 'id')).to.not.include(id);
  });
});
