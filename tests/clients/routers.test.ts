import { expect } from 'chai';
import { itAsAdmin } from './support/client-mode.ts';
import { describeClient } from './support/describe-client.ts';
import { neutron, neutronId, neutronObject, neutronRows, refusedByServer } from './support/neutron.ts';
import { unusedName } from './support/objects.ts';

describeClient('neutron router-* and floatingip-*', 'member', () => {
  itAsAdmin('build a way from an external network to a port, and take it down again', async () => {
    const [office, inside, router] = [unusedName('office'), unusedName('inside'), unusedName('router')];
    const officeId = await neutronId(`net-create ${office} --router:external`);
    await neutronId(`subnet-create ${office} 192.168.10.224/28 --name ${office}`);
    await neutronId(`net-create ${inside}`);
    const subnetId = await neutronId(`subnet-create ${inside} 192.168.40.0/24 --name ${inside}`);
    const routerId = await neutronId(`router-create ${router}`);
    const gateway = async () => (await neutronObject(`router-show ${router}`))['external_gateway_info'];
    await neutron(`router-gateway-set ${router} ${office} --disable-snat`);
    expect(await gateway()).to.include({ network_id: officeId, enable_snat: false });
    await neutron(`router-gateway-set ${router} ${office}`);
    expect(await gateway()).to.include({ enable_snat: true });
    await neutron(`router-interface-add ${router} ${inside}`);
    const ports = await neutronRows(`router-port-list ${router}`);
    expect(ports.length).to.be.greaterThan(0);
    expect((await neutronRows('router-list')).map(({ id }) => id)).to.include(routerId);
    await neutron(`router-update ${router} --name ${router}-2`);

    const portId = await neutronId(`port-create ${inside}`);
    const floatingIpId = await neutronId(`floatingip-create ${office}`);
    await neutron(`floatingip-associate ${floatingIpId} ${portId}`);
    expect(await neutronObject(`floatingip-show ${floatingIpId}`)).to.include({
      port_id: portId,
      router_id: routerId,
      fixed_ip_address: '192.168.40.2',
    });
    expect((await neutronRows('floatingip-list')).map(({ id }) => id)).to.include(floatingIpId);
    expect(await refusedByServer(`router-interface-delete ${routerId} ${inside}`)).to.contain(
      `Router interface for subnet ${subnetId} on router ${routerId} cannot be deleted`,
    );
    expect(await refusedByServer(`router-gateway-clear ${routerId}`)).to.contain('Gateway cannot be updated');
    expect(await refusedByServer(`router-delete ${routerId}`)).to.contain('still has ports');
    await neutron(`floatingip-disassociate ${floatingIpId}`);
    await neutron(`floatingip-delete ${floatingIpId}`);
    await neutron(`router-interface-delete ${routerId} ${inside}`);
    await neutron(`router-gateway-clear ${routerId}`);
    expect(await gateway().catch(() => null)).to.equal(null);
    await neutron(`router-delete ${routerId}`);
    expect((await neutronRows('router-list')).map(({ id }) => id)).to.not.include(routerId);
  });
});
