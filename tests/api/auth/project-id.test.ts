import { expect } from 'chai';
import { type Fields, created, refused } from '../support/lbaas-v1-client.ts';
import { monitorBody, newMonitor, newNetwork } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

// What `openstack` 6.0.0, openstacksdk 0.101 and gophercloud 0.12 send for a project.
describe('project_id', () => {
  const api = useLbaasApi();

  it('is another name of tenant_id in what is sent', async () => {
    const network = await newNetwork(api.admin, { name: 'n', project_id: 'two', admin_state_up: true });
    expect(network).to.include({ tenant_id: 'two' }).and.to.not.have.any.keys('project_id');
    const both = await newNetwork(api.admin, { tenant_id: 'two', project_id: 'two' });
    expect(both).to.include({ tenant_id: 'two' });
    const { status, body } = await api.admin.post('/networks', {
      networks: [{ project_id: 'two' }, { tenant_id: 'one' }],
    });
    expect(status).to.equal(201);
    expect((body['networks'] as { tenant_id: string }[]).map((made) => made.tenant_id)).to.deep.equal([
      'two',
      'one',
    ]);
  });

  it('keeps to the rules of tenant_id', async () => {
    const post = (fields: Fields, client = api.one) =>
      client.post('/lb/health_monitors', monitorBody(fields));
    const { id, tenant_id: owner } = created(await post({ project_id: 'one' }));
    expect(owner).to.equal('one');
    refused(await post({ project_id: 'two' }), 400, 'HTTPBadRequest');
    refused(await post({ project_id: '' }, api.admin), 400, 'HTTPBadRequest');
    const mixed = await post({ tenant_id: 'one', project_id: 'two' }, api.admin);
    refused(mixed, 400, 'HTTPBadRequest');
    expect(mixed.body.NeutronError?.message).to.equal("'project_id' and 'tenant_id' do not match");
    const put = { health_monitor: { project_id: 'one' } };
    refused(await api.one.put(`/lb/health_monitors/${id}`, put), 400, 'HTTPBadRequest');
  });

  it('filters lists, so that a script does not act on what others own', async () => {
    const own = await newMonitor(api);
    const { id: theirs } = created(
      await api.admin.post('/lb/health_monitors', monitorBody({ project_id: 'two' })),
    );
    const found = async (query: string) =>
      (await api.admin.get(`/lb/health_monitors?${query}`)).body.health_monitors.map(({ id }) => id);
    expect(await found('project_id=two'))
      .to.include(theirs)
      .and.to.not.include(own.id);
    expect(await found('project_id=one'))
      .to.include(own.id)
      .and.to.not.include(theirs);
    expect(await found('project_id=nobody')).to.deep.equal([]);
    expect(await found('project_id=')).to.include.members([own.id, theirs]);
  });
});
