import { expect } from 'chai';
import { describeClient } from './support/describe-client.ts';
import { FLOATINGIP_QUOTA } from './support/client-lab.ts';
import {
  neutron,
  neutronId,
  neutronObject,
  neutronRows,
  neutronValues,
  refusedByClient,
  refusedByServer,
} from './support/neutron.ts';
import { SUBNET, lbSubnet, newMonitor, unusedName } from './support/objects.ts';
import { readFields, readTable } from './support/printed-table.ts';

/** The laboratory's quotas of every project. */
const DEFAULTS = {
  floatingip: FLOATINGIP_QUOTA,
  health_monitor: -1,
  healthmonitor: -1,
  member: -1,
  network: -1,
  pool: -1,
  port: -1,
  router: -1,
  subnet: -1,
  vip: -1,
};

const printed = (limits: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, String(limit)]));

describeClient('neutron quota-*', 'admin', () => {
  let project: string;

  beforeEach(() => {
    project = unusedName('project');
  });

  it('shows the quotas of a project, of the own one without a name, and the defaults', async () => {
    expect(readFields(await neutron('quota-show'))).to.deep.equal(printed(DEFAULTS));
    await neutron(`quota-update --tenant-id ${project} --pool 3`);
    for (const which of [project, `--tenant-id ${project}`])
      expect(await neutronObject(`quota-show ${which}`)).to.deep.equal({ ...DEFAULTS, pool: 3 });
    for (const which of ['', project])
      expect(await neutronObject(`quota-default-show ${which}`)).to.deep.equal(DEFAULTS);
  });

  it('updates quotas, and prints all that there are', async () => {
    const lb = '--vip 20 --pool 21 --member 22 --health-monitor 23';
    const core = '--network 24 --subnet 25 --port 26 --router 27 --floatingip 28';
    const limits = {
      vip: 20,
      pool: 21,
      member: 22,
      health_monitor: 23,
      healthmonitor: 23,
      network: 24,
      subnet: 25,
      port: 26,
      router: 27,
      floatingip: 28,
    };
    const update = await neutron(`quota-update --tenant-id ${project} ${lb} ${core}`);
    expect(readFields(update)).to.deep.equal(printed(limits));
    expect(await neutronObject(`quota-update ${project} --pool -1`)).to.deep.equal({ ...limits, pool: -1 });
    expect(await neutronObject(`quota-show ${project}`)).to.deep.equal({ ...limits, pool: -1 });
  });

  it('says what cannot be a quota', async () => {
    const update = `quota-update --tenant-id ${project}`;
    expect(await refusedByServer(`${update} --pool -2`)).to.match(/^Invalid input for pool\. Reason: -2/);
    expect(await refusedByServer(`${update} --security-group 5`)).to.equal(
      'Unrecognized attribute(s) "security_group"',
    );
    expect(await refusedByClient(`${update} --pool many`)).to.equal(
      'Quota limit for pool must be an integer',
    );
    expect(await refusedByClient(update)).to.equal('Must specify a valid resource with new quota value');
    expect(await neutronObject(`quota-show ${project}`)).to.deep.equal(DEFAULTS);
  });

  it('lists the projects that have quotas of their own, until they are deleted', async () => {
    await neutron(`quota-update --tenant-id ${project} --vip 5`);
    const rows = readTable(await neutron('quota-list'));
    expect(rows).to.deep.include({ tenant_id: project, ...printed({ ...DEFAULTS, vip: 5 }) });
    expect(await neutron(`quota-delete --tenant-id ${project}`)).to.equal(`Deleted quota: ${project}\n`);
    expect((await neutronRows('quota-list')).map((row) => row['tenant_id'])).to.not.include(project);
    expect(await neutronObject(`quota-show ${project}`)).to.deep.equal(DEFAULTS);
  });

  it('refuses what goes beyond them', async () => {
    await lbSubnet();
    const limits = '--network 1 --pool 1 --member 1 --health-monitor 0';
    await neutron(`quota-update --tenant-id ${project} ${limits}`);
    const own = `--tenant-id ${project}`;
    const pool = `lb-pool-create --name ${project} --protocol TCP --lb-method SOURCE_IP ${own} --subnet-id ${SUBNET}`;
    const member = `lb-member-create ${own} ${project} --protocol-port 80 --address`;
    const exceeded = (resource: string) => `Quota exceeded for resources: ['${resource}'].`;

    const first = await neutronId(pool);
    expect(await refusedByServer(pool)).to.equal(exceeded('pool'));
    await neutron(`${member} 10.0.0.11`);
    expect(await refusedByServer(`${member} 10.0.0.12`)).to.equal(exceeded('member'));
    await neutron(`net-create ${own} ${project}`);
    expect(await refusedByServer(`net-create ${own} ${project}`)).to.equal(exceeded('network'));
    const times = '--delay 1 --timeout 1 --max-retries 1';
    expect(await refusedByServer(`lb-healthmonitor-create --type TCP ${times} ${own}`)).to.equal(
      exceeded('health_monitor'),
    );

    await neutron(`quota-delete ${project}`);
    await newMonitor(own);
    await neutron(`${member} 10.0.0.12`);
    expect(await neutronValues(`lb-member-list --pool_id ${first}`, 'id')).to.have.length(2);
  });
});
