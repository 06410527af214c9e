import type { CommandResult } from '@lbaas/lab';
import { expect } from 'chai';
import { clientLab } from './support/client-lab.ts';
import { describeOtherClient } from './support/describe-client.ts';
import { words } from './support/neutron.ts';
import { unusedName } from './support/objects.ts';
import { ScriptProgram } from './support/script-program.ts';

interface Thing {
  readonly id: string;
}

describeOtherClient('openstack network', 'admin', () => {
  let program: ScriptProgram;

  before(async () => {
    program = new ScriptProgram('openstack-session.py', (await clientLab()).environment('admin'));
  });
  after(() => program.stop());

  /** Runs a command that must succeed. @returns what it prints as JSON; undefined for nothing */
  const openstack = async (line: string): Promise<unknown> => {
    const { code, stdout, stderr } = (await program.ask({ argv: words(line) })) as CommandResult;
    expect(code, `openstack ${line}\n${stdout}${stderr}`).to.equal(0);
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  };

  it('makes a network, a subnet and a port, lists, changes and deletes them', async () => {
    const [network, subnet, port] = ['net', 'subnet', 'port'].map(unusedName);
    expect(await openstack(`network create ${network} -f json`)).to.include({
      name: network,
      status: 'ACTIVE',
    });
    const range = '--subnet-range 10.77.0.0/24';
    const made = await openstack(`subnet create ${subnet} --network ${network} ${range} -f json`);
    expect(made).to.include({ cidr: '10.77.0.0/24', gateway_ip: '10.77.0.1' });
    expect(await openstack(`port create ${port} --network ${network} -f json`)).to.include({ name: port });
    expect(await openstack(`subnet list --network ${network} -f json -c Name`)).to.deep.equal([
      { Name: subnet },
    ]);
    await openstack(`network set ${network} --name ${network}-2`);
    expect(await openstack(`network show ${network}-2 -f json -c name`)).to.deep.equal({
      name: `${network}-2`,
    });
    await openstack(`port delete ${port}`);
    await openstack(`network delete ${network}-2`);
  });

  it('leads from an external network to a port, and takes the way down again', async () => {
    const [office, inside, router, port] = ['office', 'inside', 'router', 'port'].map(unusedName);
    await openstack(`network create ${office} --external -f json`);
    await openstack(`subnet create ${office} --network ${office} --subnet-range 192.168.12.0/28 -f json`);
    await openstack(`network create ${inside} -f json`);
    await openstack(`subnet create ${inside} --network ${inside} --subnet-range 192.168.42.0/24 -f json`);
    await openstack(`router create ${router} -f json`);
    await openstack(`router set ${router} --external-gateway ${office}`);
    await openstack(`router add subnet ${router} ${inside}`);
    const shown = (await openstack(`router show ${router} -f json`)) as Record<string, object>;
    expect(shown['external_gateway_info']).to.include({ enable_snat: true });
    expect(shown['interfaces_info']).to.have.lengthOf(1);
    expect(await openstack('router list -f json -c Name')).to.deep.include({ Name: router });
    const { id: portId } = (await openstack(`port create ${port} --network ${inside} -f json`)) as Thing;
    const { id } = (await openstack(`floating ip create ${office} -f json`)) as Thing;
    await openstack(`floating ip set ${id} --port ${port}`);
    expect(await openstack(`floating ip show ${id} -f json`)).to.include({
      port_id: portId,
      fixed_ip_address: '192.168.42.2',
      router_id: shown['id'],
    });
    expect(await openstack(`floating ip list --port ${port} -f json -c ID`)).to.deep.equal([{ ID: id }]);
    await openstack(`floating ip unset ${id} --port`);
    await openstack(`floating ip delete ${id}`);
    await openstack(`port delete ${port}`);
    await openstack(`router remove subnet ${router} ${inside}`);
    await openstack(`router unset ${router} --external-gateway`);
    await openstack(`router delete ${router}`);
    await openstack(`network delete ${inside} ${office}`);
  });

  it('shows agents, extensions and providers', async () => {
    const [agent] = (await openstack('network agent list -f json')) as readonly object[];
    expect(Object.values(agent ?? {})).to.include('Loadbalancer agent');
    const extensions = await openstack('extension list --network -f json -c Alias');
    expect(extensions).to.deep.include({ Alias: 'lbaas' });
    const [provider] = (await openstack('network service provider list -f json')) as readonly object[];
    expect(Object.values(provider ?? {})).to.include('LOADBALANCER');
  });
});
