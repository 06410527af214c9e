import { execFile } from 'node:child_process';
import { eventually } from '@lbaas/common/runtime';
import type { CommandResult } from '@lbaas/lab';
import { expect } from 'chai';
import { describeClient, describeInMode } from './support/describe-client.ts';
import { clientEnvironment, withoutKeystone } from './support/client-environment.ts';
import { NEUTRON } from './support/fork-server.ts';
import { DEPRECATION, words } from './support/neutron.ts';
import { SUBNET, lbSubnet } from './support/objects.ts';
import { readFields } from './support/printed-table.ts';

/** The program itself, as an operator starts it. */
function run(env: NodeJS.ProcessEnv, line: string): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(NEUTRON, words(line), { env, timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      });
    });
  });
}

describeClient('/usr/bin/neutron', 'member', (clients) => {
  let env: NodeJS.ProcessEnv;

  before(async () => {
    env = clients.environment('member');
    await lbSubnet();
  });

  const succeeds = async (line: string): Promise<string> => {
    const { code, stdout, stderr } = await run(env, line);
    expect({ code, stderr }, `neutron ${line}`).to.deep.equal({ code: 0, stderr: `${DEPRECATION}\n` });
    return stdout;
  };

  it('builds a balancer that serves', async () => {
    const { lab } = clients;
    const http = '--protocol HTTP';
    await succeeds(`lb-pool-create --name shop ${http} --lb-method ROUND_ROBIN --subnet-id ${SUBNET}`);
    for (const address of ['10.0.0.11', '10.0.0.12'])
      await succeeds(`lb-member-create --address ${address} --protocol-port 8080 shop`);
    const { address } = readFields(
      await succeeds(`lb-vip-create --name shop ${http} --protocol-port 80 --subnet-id ${SUBNET} shop`),
    );
    const served = await eventually(
      async () => {
        const curl = `curl -sf --max-time 2 http://${address}/ http://${address}/`;
        const { code, stdout } = await lab.exec('client', curl.split(' '));
        expect(code).to.equal(0);
        return stdout;
      },
      { withinMs: 20_000 },
    );
    expect(served).to.match(/web-1/).and.to.match(/web-2/);
    expect(readFields(await succeeds('lb-vip-show shop'))).to.include({ status: 'ACTIVE', address });
  });

  it('ends with 1 and the words of the server when the server refuses', async () => {
    const { code, stdout, stderr } = await run(env, 'lb-member-show nosuch');
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    const [first, second, third] = stderr.split('\n');
    expect([first, second]).to.deep.equal([DEPRECATION, 'Member nosuch could not be found']);
    expect(third).to.match(/^Neutron server returns request_ids: \['req-/);
  });
});

describeInMode('without Keystone', '/usr/bin/neutron without Keystone', 'member', (clients) => {
  it('is the 8.1.0 of the distribution', async () => {
    const { stdout, stderr } = await run(clientEnvironment({}), '--version');
    expect(`${stdout}${stderr}`).to.match(/^8\.1\.0$/m);
  });

  it('works with a fixed token, by either of its ways', async () => {
    const { apiUrl: url } = clients;
    const admin = clientEnvironment({
      OS_AUTH_TYPE: 'admin_token',
      OS_ENDPOINT: `${url}/`,
      OS_TOKEN: 'secret',
    });
    expect(await run(admin, 'agent-list -f value -c host')).to.include({ code: 0, stdout: 'agent-1\n' });
    const old = `--os-auth-url http://unused.invalid --os-token secret --os-url ${url}`;
    const token = clientEnvironment({ OS_AUTH_TYPE: 'token' });
    expect(await run(token, `${old} agent-list -f value -c host`)).to.include({
      code: 0,
      stdout: 'agent-1\n',
    });
  });

  it('ends with 1 when there is no server', async () => {
    const nowhere = withoutKeystone('http://127.0.0.1:9');
    expect(await run(nowhere, 'lb-pool-list')).to.deep.equal({
      code: 1,
      stdout: '',
      stderr: `${DEPRECATION}\nConnection to neutron failed: Failed to connect Neutron server\n`,
    });
  });
});
