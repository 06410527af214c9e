import { eventually } from '@lbaas/common/runtime';
import type { CommandResult, KeystoneAccount } from '@lbaas/lab';
import { expect } from 'chai';
import { clientEnvironment, withKeystone } from './support/client-environment.ts';
import { asAdmin } from './support/client-mode.ts';
import { describeInMode } from './support/describe-client.ts';
import type { KeystoneSide } from './support/keystone-side.ts';
import { DEPRECATION, neutron, neutronId, neutronValues, refusedByClient, words } from './support/neutron.ts';
import { newPool } from './support/objects.ts';
import { readFields, readTable } from './support/printed-table.ts';
import { ScriptProgram } from './support/script-program.ts';

const RIVAL = { user: 'riva', password: 'riva-secret', project: 'rivals' };
const READER = { user: 'rob', password: 'rob-secret', project: 'demo' };

describeInMode('with Keystone', 'neutron and Keystone', 'member', (clients) => {
  let keystone: KeystoneSide;

  before(async () => {
    const { keystone: side } = clients;
    if (side === undefined) throw new Error('this laboratory has no Keystone');
    keystone = side;
    await keystone.accounts.createProject(RIVAL.project);
    await keystone.accounts.createUser(RIVAL, ['member']);
    await keystone.accounts.createUser(READER, ['reader']);
  });

  const run = (line: string, env: NodeJS.ProcessEnv): Promise<CommandResult> =>
    clients.client.run(words(line), env);
  const as = (account: KeystoneAccount, line: string): Promise<CommandResult> =>
    run(line, withKeystone(keystone.url, account));

  it('find the server in the catalog, by name', async () => {
    const { url, apiUrl, users } = keystone;
    const { stderr } = await as(users.member, '--debug net-list');
    expect(stderr).to.contain(`${url}/auth/tokens`).and.to.contain(`${apiUrl}/v2.0/networks`);
  });

  it('show a member what is its own, and an admin everything with its project', async () => {
    const printed = await as(RIVAL, 'net-create rival-net');
    const { id, tenant_id: rivals } = readFields(printed.stdout);
    expect(rivals).to.equal(await keystone.accounts.projectId(RIVAL.project));
    const own = await neutronId('net-create own-net');
    expect(await neutronValues('net-list', 'id'))
      .to.include(own)
      .and.to.not.include(id);
    expect(await refusedByClient('net-show rival-net')).to.match(/^Unable to find network/);
    expect(await refusedByClient(`net-delete ${id}`)).to.match(/^Unable to find network/);
    expect(Object.keys(readTable(await neutron('net-list'))[0] ?? {})).to.not.include('tenant_id');
    const [foreign] = readTable(await asAdmin(() => neutron('net-list --name rival-net'))());
    expect(foreign).to.include({ id, tenant_id: rivals });
  });

  it('let a reader read', async () => {
    const { name } = await newPool();
    expect(await as(READER, `lb-pool-show ${name}`)).to.include({ code: 0 });
    const { code, stderr } = await as(READER, `lb-pool-update ${name} --name x`);
    expect(code).to.equal(1);
    expect(stderr).to.contain("Policy doesn't allow update_pool to be performed.");
  });

  it('end with 1 and the words of Keystone when it refuses the login', async () => {
    const { member } = keystone.users;
    const { code, stdout, stderr } = await as({ ...member, password: 'wrong' }, 'net-list');
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    expect(stderr).to.match(/^The request you have made requires authentication\. \(HTTP 401\)/m);
    const lost = await as({ ...member, project: RIVAL.project }, 'net-list');
    expect(lost).to.include({ code: 1, stdout: '' });
  });

  it('work with a token of Keystone until it is revoked', async () => {
    const { accounts, apiUrl, users } = keystone;
    const token = await accounts.login(users.member);
    const env = clientEnvironment({ OS_AUTH_TYPE: 'admin_token', OS_ENDPOINT: apiUrl, OS_TOKEN: token });
    expect(await run('net-list -f value -c name', env)).to.include({ code: 0 });
    await accounts.revoke(token);
    await eventually(
      async () => {
        const { code, stdout, stderr } = await run('net-list', env);
        expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
        expect(stderr.split('\n').slice(0, 2)).to.deep.equal([
          DEPRECATION,
          'The request you have made requires authentication.',
        ]);
      },
      { withinMs: 10_000 },
    );
  });

  it('log in again when the token is revoked in between', async () => {
    const { accounts, url, users } = keystone;
    const program = new ScriptProgram('neutron-session.py', withKeystone(url, users.member));
    const answers: { readonly token?: string }[] = [];
    const list = async (): Promise<string | undefined> => {
      const answer = (await program.ask('list')) as { readonly token?: string };
      answers.push(answer);
      return answer.token;
    };
    try {
      const token = (await list()) ?? '';
      expect(await list()).to.equal(token);
      await accounts.revoke(token);
      // As soon as the server's cache has dropped the old one.
      await eventually(async () => expect(await list()).to.not.equal(token), { withinMs: 10_000 });
      for (const answer of answers) expect(answer).to.have.keys('pools', 'token');
    } finally {
      await program.stop();
    }
  });

  it('say that the service is unavailable while Keystone is away, and work when it is back', async () => {
    const { accounts, apiUrl, keystone: service, users } = keystone;
    const token = await accounts.login(users.member);
    const env = clientEnvironment({ OS_AUTH_TYPE: 'admin_token', OS_ENDPOINT: apiUrl, OS_TOKEN: token });
    const readiness = async (): Promise<unknown> => (await fetch(`${apiUrl}/readyz`)).json();
    expect(await readiness()).to.deep.include({ ready: true, keystone: 'ok' });
    await service.stop();
    try {
      const { code, stderr } = await run('net-list', env);
      expect(code).to.equal(1);
      expect(stderr).to.contain('The service is unavailable: the token cannot be validated at the moment.');
      // The server itself stays ready.
      const keystoneAway = 'Keystone does not answer as it should';
      expect(await readiness()).to.deep.include({ ready: true, keystone: keystoneAway });
    } finally {
      await service.start();
    }
    expect(await run('net-list', env)).to.include({ code: 0 });
  });
});
