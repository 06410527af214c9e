import { execFile } from 'node:child_process';
import { expect } from 'chai';
import { clientLab } from './support/client-lab.ts';
import { describeOtherClientInMode } from './support/describe-client.ts';
import { words } from './support/neutron.ts';
import { unusedName } from './support/objects.ts';

const OPENSTACK = '/usr/bin/openstack';

/** Runs a command that must succeed: 2 s of CPU. @returns what it prints as JSON; undefined for nothing */
async function openstack(line: string): Promise<unknown> {
  const { environment } = await clientLab();
  const output = await new Promise<string>((resolve, reject) => {
    const options = { env: environment('admin'), timeout: 60_000 };
    execFile(OPENSTACK, words(line), options, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(`openstack ${line}\n${stdout}${stderr}`)),
    );
  });
  return output.trim() === '' ? undefined : JSON.parse(output);
}

describeOtherClientInMode('without Keystone', 'openstack network', 'admin', () => {
  it('makes a network, a subnet and a port, lists and deletes them', async () => {
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
    await openstack(`port delete ${port}`);
    await openstack(`network delete ${network}`);
  });
});

describeOtherClientInMode('with Keystone', 'openstack network, logged in,', 'admin', () => {
  it('shows agents', async () => {
    const [agent] = (await openstack('network agent list -f json')) as readonly object[];
    expect(Object.values(agent ?? {})).to.include('Loadbalancer agent');
  });
});
