import { expect } from 'chai';
import { describeClient } from './support/describe-client.ts';
import { neutron, neutronObject, neutronRows, neutronValues, refusedByServer } from './support/neutron.ts';
import { readTable } from './support/printed-table.ts';

describeClient('neutron ext-* and service-provider-list', 'member', () => {
  it('lists the extensions, and not those of LBaaS v2', async () => {
    const rows = readTable(await neutron('ext-list'));
    expect(rows).to.deep.include({ alias: 'lbaas', name: 'LoadBalancing service' });
    const aliases = rows.map(({ alias }) => alias);
    expect(aliases).to.include.members([
      'lbaas',
      'lbaas_agent_scheduler',
      'agent',
      'service-type',
      'external-net',
    ]);
    expect(aliases).to.not.include('lbaasv2');
    expect(new Set(aliases).size).to.equal(aliases.length);
  });

  it('shows every extension that it lists', async () => {
    for (const alias of await neutronValues('ext-list', 'alias')) {
      const extension = await neutronObject(`ext-show ${alias}`);
      expect(extension).to.have.all.keys('alias', 'name', 'description', 'namespace', 'updated', 'links');
      expect(extension).to.include({ alias });
    }
    expect(await neutronObject('ext-show lbaas')).to.include({
      name: 'LoadBalancing service',
      updated: '2012-10-07T10:00:00-00:00',
    });
  });

  it('says which extension there is not', async () => {
    expect(await refusedByServer('ext-show lbaasv2')).to.equal('Extension with alias lbaasv2 does not exist');
  });

  it('lists the service providers', async () => {
    const haproxy = { service_type: 'LOADBALANCER', name: 'haproxy', default: 'True' };
    expect(readTable(await neutron('service-provider-list'))).to.deep.equal([haproxy]);
    const filters = '--service_type LOADBALANCER --name haproxy --default True';
    expect(readTable(await neutron(`service-provider-list ${filters}`))).to.deep.equal([haproxy]);
    expect(readTable(await neutron('service-provider-list -P 1 --sort-key name'))).to.deep.equal([haproxy]);
    for (const filter of ['--name f5', '--service_type VPN', '--default False'])
      expect(await neutronRows(`service-provider-list ${filter}`), filter).to.deep.equal([]);
    expect(await neutronRows('service-provider-list -F name -F default')).to.deep.equal([
      { default: true, name: 'haproxy' },
    ]);
  });
});
