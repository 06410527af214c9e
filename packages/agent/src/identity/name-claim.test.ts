import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Metrics, createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { StateDirectory } from '../state/state-directory.ts';
import { InstallationFile } from '../state/installation-file.ts';
import { networkStack } from './network-stack.ts';
import { NameClaim, type ClaimState } from './name-claim.ts';

describe('NameClaim', () => {
  let path: string;
  let log: string[];
  const started: NameClaim[] = [];

  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'lbaas-claim-'));
    log = [];
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((claim) => claim.stop()));
    rmSync(path, { recursive: true, force: true });
  });

  async function start(stack = 'here', patienceMs = 60_000): Promise<NameClaim> {
    const write = (line: string): void => void log.push((JSON.parse(line) as { msg: string }).msg);
    const logger = createLogger({ name: 'test', level: 'info', destination: { write } });
    const claim = new NameClaim({
      host: 'agent-1',
      file: new InstallationFile(new StateDirectory(path, { fsync: true }), logger),
      stack: async () => stack,
      patienceMs,
      logger,
      metrics: new Metrics(),
    });
    started.push(claim);
    await claim.start();
    return claim;
  }

  const file = (): string => join(path, 'installation.json');

  it('waits when nobody has accepted it yet, and serves at once in every run after that', async () => {
    const first = await start();
    expect(first.state).to.equal('waiting');
    expect(first.wasAccepted).to.equal(false);
    await first.accept();
    expect(first.state).to.equal('serving');
    await first.stop();
    const next = await start();
    expect(next.state).to.equal('serving');
    expect(next.installationId).to.equal(first.installationId);
  });

  it('is another installation, which waits, in another network stack', async () => {
    const original = await start();
    await original.accept();
    const copy = await start('elsewhere');
    expect(copy.state).to.equal('waiting');
    expect(copy.installationId).to.not.equal(original.installationId);
  });

  it('remembers a refusal through restarts and copies, until it is accepted', async () => {
    const refused = await start();
    await refused.refuse('another one');
    await refused.refuse('another one');
    expect(log.filter((msg) => msg.startsWith('refused:'))).to.have.length(1);
    for (const stack of ['here', 'elsewhere']) expect((await start(stack)).state).to.equal('refused');
    const accepted = await start('elsewhere');
    await accepted.accept();
    expect((await start('elsewhere')).state).to.equal('serving');
  });

  it('goes ahead alone when nobody says anything, and only then', async () => {
    const alone = await start('here', 5);
    const states: ClaimState[] = [];
    alone.onChange((state) => states.push(state));
    await eventually(() => expect(states).to.deep.equal(['serving']), { withinMs: 1000 });
    expect(alone.wasAccepted).to.equal(false);
    await alone.refuse('another one');
    expect((await start('here', 5)).state).to.equal('refused');
  });

  it('sets a file aside that it cannot read, and is a new installation', async () => {
    for (const text of ['', '{"id":"../..","stack":"here","standing":"accepted"}']) {
      writeFileSync(file(), text);
      expect((await start()).state).to.equal('waiting');
    }
    expect(readdirSync(path)).to.include('installation.json.corrupt');
    expect(JSON.parse(readFileSync(file(), 'utf8'))).to.include({ stack: 'here', standing: 'new' });
  });

  it('serves although what it is sent cannot be written down', async () => {
    const claim = await start();
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, 'a file where the directory was');
    await claim.accept();
    expect(claim.state).to.equal('serving');
    expect(log.at(-1)).to.contain('not written down');
  });

  it('is the same installation after its directory was deleted while it ran', async () => {
    const claim = await start();
    await claim.accept();
    rmSync(path, { recursive: true, force: true });
    expect(await claim.keep()).to.equal(1);
    expect(await claim.keep()).to.equal(0);
    const next = await start();
    expect([next.installationId, next.state]).to.deep.equal([claim.installationId, 'serving']);
  });

  it('knows its network stack by boot and namespace', async () => {
    const stack = await networkStack();
    expect(stack).to.match(/^[0-9a-f-]{36} \d+$/);
    expect(await networkStack()).to.equal(stack);
  });
});
