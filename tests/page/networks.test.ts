import { expect } from 'chai';
import { type ApiObject, call, list } from '../e2e/support/balancer.ts';
import { makeNetwork, makeSubnet } from './support/objects.ts';
import { describeOnPage } from './support/page-world.ts';
import { useVisitor } from './support/use-visitor.ts';

describeOnPage('whoever connects networks', (world) => {
  const { lab } = world;
  const { visitor, hands } = useVisitor(world, '/networks');

  const named = async (kind: string, name: string): Promise<ApiObject> => {
    const [one] = await list(lab, `/v2.0/${kind}?name=${name}`);
    if (one === undefined) throw new Error(`there is none of ${kind} with the name ${name}`);
    return one;
  };
  const gone = async (kind: string, { id }: ApiObject): Promise<void> => {
    expect((await lab.api('GET', `/v2.0/${kind}/${id}`)).status).to.equal(404);
  };

  it('creates, edits and deletes a network', async () => {
    await visitor.goTo('/networks', 'lb-net');
    await hands.press('Create network');
    await hands.answer({ Name: 'n1', MTU: '1400', Shared: true, 'Network type': 'vxlan' });
    await hands.send('Create', 'Network is created');
    expect(await named('networks', 'n1')).to.include({
      mtu: 1400,
      shared: true,
      'router:external': false,
      'provider:network_type': 'vxlan',
    });
    const edit = { action: 'Edit', of: 'n1', button: 'Save', says: 'n1 is saved' };
    await hands.do({ ...edit, answers: { Name: 'n2', MTU: '1300', Shared: false } });
    const network = await named('networks', 'n2');
    expect(network).to.include({ mtu: 1300, shared: false });
    await makeSubnet(world, network, 's1', '10.77.0.0/24');
    await visitor.goTo('/networks', 'n2');
    await hands.choose('Delete', 'n2');
    await hands.dialogSays('Its 1 subnet goes along.');
    await hands.send('Delete', 'n2 is deleted');
    await hands.row('n2').waitFor({ state: 'detached' });
    await gone('networks', network);
  });

  it('creates, edits and deletes a subnet', async () => {
    const network = await makeNetwork(world, 'n1');
    await visitor.goTo('/networks/subnets', 'lb-subnet');
    await hands.press('Create subnet');
    await hands.answer({ Network: 'n1', Name: 's1', CIDR: '10.77.0.0/24', 'DNS servers': '10.77.0.53' });
    await hands.send('Create', 'Subnet is created');
    const subnet = await named('subnets', 's1');
    expect(subnet).to.deep.include({
      network_id: network.id,
      gateway_ip: '10.77.0.1',
      dns_nameservers: ['10.77.0.53'],
      enable_dhcp: true,
    });
    await hands.do({
      action: 'Edit',
      of: 's1',
      answers: {
        Gateway: 'none',
        'Allocation pools': '10.77.0.10-10.77.0.20',
        'DNS servers': '',
        DHCP: false,
      },
      button: 'Save',
      says: 's1 is saved',
    });
    expect(await named('subnets', 's1')).to.deep.include({
      gateway_ip: null,
      allocation_pools: [{ start: '10.77.0.10', end: '10.77.0.20' }],
      dns_nameservers: [],
      enable_dhcp: false,
    });
    await hands.do({ action: 'Delete', of: 's1', says: 's1 is deleted' });
    await gone('subnets', subnet);
  });

  it('says in the words of the API why a subnet cannot be made', async () => {
    await makeNetwork(world, 'n1');
    await visitor.goTo('/networks/subnets', 'lb-subnet');
    await hands.press('Create subnet');
    await hands.page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await hands.dialogSays('This is needed.');
    await hands.answer({ Network: 'n1', CIDR: '10.77.0.0/99' });
    await hands.page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await hands.dialogSays(/10\.77\.0\.0\/99/);
    await hands.dialogSays(/^Request req-/);
    await hands.cancel();
    expect(await list(lab, '/v2.0/subnets')).to.have.length(3);
  });

  it('creates, edits and deletes a port', async () => {
    const network = await makeNetwork(world, 'n1');
    await makeSubnet(world, network, 's1', '10.77.0.0/24');
    await visitor.goTo('/networks/ports', '192.168.40.1');
    await hands.press('Create port');
    await hands.answer({ Network: 'n1', Name: 'p1', Address: '10.77.0.50' });
    await hands.send('Create', 'Port is created');
    const port = await named('ports', 'p1');
    expect((port['fixed_ips'] as readonly object[])[0]).to.include({ ip_address: '10.77.0.50' });
    const edit = { action: 'Edit', of: 'p1', button: 'Save', says: 'p1 is saved' };
    await hands.do({ ...edit, answers: { Name: 'p2', Up: false } });
    expect(await named('ports', 'p2')).to.include({ id: port.id, admin_state_up: false });
    await hands.do({ action: 'Delete', of: 'p2', says: 'p2 is deleted' });
    await gone('ports', port);
  });

  it('joins a network to the outside with a router, and takes it apart again', async () => {
    const network = await makeNetwork(world, 'n1');
    const subnet = await makeSubnet(world, network, 's1', '10.77.0.0/24');
    await visitor.goTo('/networks/routers', 'router1');
    await hands.press('Create router');
    await hands.answer({ Name: 'r1' });
    await hands.send('Create', 'Router is created');
    await hands.do({
      action: 'Set gateway',
      of: 'r1',
      answers: { Network: 'public-net' },
      says: 'r1 has a gateway',
    });
    const router = await named('routers', 'r1');
    expect(router['external_gateway_info']).to.include({ network_id: world.example.networks.office });
    const interfaces = () =>
      list(lab, `/v2.0/ports?device_id=${router.id}&device_owner=network:router_interface`);

    await visitor.goTo(`/networks/routers/${router.id}`, 'r1');
    const at = { Subnet: 's1 (10.77.0.0/24)' };
    await hands.do({ action: 'Add interface', of: 'r1', answers: at, says: 'r1 has a new interface' });
    const [port] = await interfaces();
    expect(port?.['fixed_ips']).to.deep.equal([
      {
        subnet_id: subnet.id,
        ip_address: '10.77.0.1',
      },
    ]);
    await hands.page.getByRole('link', { name: 's1 (10.77.0.0/24)' }).waitFor();
    const edit = { action: 'Edit', of: 'r1', button: 'Save', says: 'r1 is saved' };
    await hands.do({ ...edit, answers: { Name: 'r2' } });
    const from = { Subnet: 's1 (10.77.0.0/24) · 10.77.0.1' };
    await hands.do({
      action: 'Remove interface',
      of: 'r2',
      answers: from,
      says: 'r2 has one interface less',
    });
    expect(await interfaces()).to.deep.equal([]);

    await visitor.goTo('/networks/routers', 'r2');
    await hands.do({ action: 'Clear gateway', of: 'r2', says: 'r2 has no gateway any longer' });
    expect((await named('routers', 'r2'))['external_gateway_info']).to.equal(null);
    await hands.do({ action: 'Delete', of: 'r2', says: 'r2 is deleted' });
    await gone('routers', router);
  });

  it('takes a floating IP, points it at a port and gives it back', async () => {
    const { networks } = world.example;
    const body = { port: { name: 'p1', network_id: networks.lb } };
    const port = await call(lab, 'POST', '/v2.0/ports', body);
    const [{ ip_address: inside }] = port['fixed_ips'] as [{ readonly ip_address: string }];
    await visitor.goTo('/networks/floating-ips', '192.168.10.');
    await hands.press('Create floating IP');
    await hands.answer({ Network: 'public-net' });
    await hands.send('Create', 'Floating IP is created');
    const made = (await list(lab, '/v2.0/floatingips')).find(({ id }) => id !== world.example.floatingIp);
    const of = String(made?.['floating_ip_address']);
    const now = (): Promise<ApiObject> => call(lab, 'GET', `/v2.0/floatingips/${made?.id ?? ''}`);
    const answers = { Port: `p1 · ${inside}` };
    await hands.do({ action: 'Associate', of, answers, says: `${of} is associated` });
    expect(await now()).to.include({ port_id: port.id, fixed_ip_address: inside });
    await hands.do({ action: 'Disassociate', of, says: `${of} leads nowhere now` });
    expect(await now()).to.include({ port_id: null });
    await hands.do({ action: 'Delete', of, says: `${of} is deleted` });
    expect((await lab.api('GET', `/v2.0/floatingips/${made?.id ?? ''}`)).status).to.equal(404);
  });
});
