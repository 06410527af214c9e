import type { CommandResult } from '@lbaas/lab';
import { expect } from 'chai';
import { clientLab } from './support/client-lab.ts';
import { describeOtherClient } from './support/describe-client.ts';
import { words } from './support/neutron.ts';
import { unusedName } from './support/objects.ts';
import { ScriptProgram } from './support/script-program.ts';

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

  it('shows agents, extensions and providers', async () => {
    const [agent] = (await openstack('network agent list -f json')) as readonly object[];
    expect(Object.values(agent ?? {})).to.include('Loadbalancer agent');
    const extensions = await openstack('extension list --network -f json -c Alias');
    expect(extensions).to.deep.include({ Alias: 'lbaas' });
    const [provider] = (await openstack('network service provider list -f json')) as readonly object[];
    expect(Object.values(provider ?? {})).to.include('LOADBALANCER');
  });
});
