import { expect } from 'chai';
import { runCommand } from '../command.ts';
import { NftSession } from './nft-session.ts';

const NAMESPACE = `nft-session-${process.pid}`;
const LIST = 'list table inet lbaas';
const FORWARDING = '/proc/sys/net/ipv4/ip_forward';

describe('a session of nft', () => {
  let session: NftSession;

  before(() => runCommand(['ip', 'netns', 'add', NAMESPACE]));
  after(() => runCommand(['ip', 'netns', 'del', NAMESPACE]));
  beforeEach(() => {
    session = new NftSession(NAMESPACE, [FORWARDING, '/proc/sys/no/such']);
  });
  afterEach(async () => {
    session.end();
    await runCommand(['nsenter', `--net=/run/netns/${NAMESPACE}`, 'nft', 'flush', 'ruleset']);
  });

  it('does a line in one transaction, and shows what is there then', async () => {
    const elements = Array.from({ length: 2_000 }, (_, n) => `10.0.${n >> 8}.${n & 255} : 10.1.0.1`);
    const made = await session.run([
      `add table inet lbaas; add map inet lbaas m { type ipv4_addr : ipv4_addr ; }; add element inet lbaas m { ${elements.join(', ')} }`,
      LIST,
    ]);
    expect(made.errors).to.equal('');
    expect(made.printed).to.have.length(1);
    expect(made.printed[0]?.match(/10\.1\.0\.1"/g)).to.have.length(2_000);
    const refused = await session.run([
      'add chain inet lbaas new; delete element inet lbaas m { 9.9.9.9 }',
      LIST,
    ]);
    expect(refused.errors).to.match(/^Error: Could not process rule: No such file or directory\n/);
    expect(refused.printed[0]).to.not.contain('new');
  });

  it('sees what others have changed', async () => {
    expect(await session.run([LIST])).to.deep.include({ printed: [] });
    await runCommand(['nsenter', `--net=/run/netns/${NAMESPACE}`, 'nft', 'add', 'table', 'inet', 'lbaas']);
    expect((await session.run([LIST])).printed).to.have.length(1);
  });

  it('answers several in turn', async () => {
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((name) => session.run([`list table inet ${name}`])),
    );
    expect(answers.map(({ errors }) => errors.split('\n')[1])).to.deep.equal(
      ['a', 'b', 'c'].map((name) => `list table inet ${name}`),
    );
  });

  it('shows files of its namespace', async () => {
    await session.run([]);
    expect([session.read(0), session.read(1)]).to.deep.equal(['0', '']);
    const enable = ['sh', '-c', `echo 1 > ${FORWARDING}`];
    await runCommand(['nsenter', `--net=/run/netns/${NAMESPACE}`, '--', ...enable]);
    expect(session.read(0)).to.equal('1');
  });

  it('fails when it ends meanwhile, or cannot begin', async () => {
    const answer = session.run([LIST]).catch((error: unknown) => error);
    session.end();
    expect(await answer).to.include({ code: 'lost' });
    expect(session.isAlive).to.equal(false);
    const nowhere = new NftSession('no-such-namespace');
    expect(await nowhere.run([LIST]).catch((error: unknown) => error)).to.include({ code: 'lost' });
  });
});
