import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Keystone, startKeystone } from './keystone.ts';
import { KeystoneAccounts } from './keystone-accounts.ts';

/** Where the machine's own Keystone would keep its configuration. */
const OWN = '/etc/keystone';
const changedAt = () => (existsSync(OWN) ? statSync(OWN).mtimeMs : undefined);

describe('startKeystone', function () {
  this.timeout(120_000);
  const dir = mkdtempSync(join(tmpdir(), 'lbaas-keystone-'));
  let keystone: Keystone;
  let changedBefore: number | undefined;

  before(async () => {
    changedBefore = changedAt();
    keystone = await startKeystone({ dir });
  });
  after(async () => {
    await keystone.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('keeps users and tokens over a restart', async () => {
    const accounts = new KeystoneAccounts(keystone);
    const alice = { user: 'alice', password: 'secret', project: 'acme' };
    await accounts.createProject(alice.project);
    await accounts.createUser(alice, ['member']);
    const token = await accounts.login(alice);
    await keystone.stop();
    expect(keystone.pid).to.equal(undefined);
    await keystone.start();
    expect(await accounts.login(alice)).to.not.equal(token);
    await accounts.revoke(token);
  });

  it('ends with all its processes, and leaves the Keystone of the machine alone', async () => {
    const { pid } = keystone;
    await keystone.stop();
    await keystone.stop();
    expect(existsSync(`/proc/${pid}`)).to.equal(false);
    expect(changedAt()).to.equal(changedBefore);
  });
});
