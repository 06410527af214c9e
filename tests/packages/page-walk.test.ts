import { expect } from 'chai';
import { ShellSession } from '../support/shell-session.ts';
import { PageWalk, isPrinted, stepsIn } from './support/page-walk.ts';

const page = (...blocks: readonly string[]): string =>
  `# A page\n\n## First\n\n${blocks.map((block) => `\`\`\`${block}\n\`\`\`\n`).join('\n')}\n## Next\n`;
const steps = (...blocks: readonly string[]) => stepsIn(page(...blocks), 'First');

describe('the walk through a page', () => {
  let shell: ShellSession;
  beforeEach(() => {
    shell = new ShellSession({});
  });
  afterEach(() => shell.stop());

  const walk = async (...blocks: readonly string[]): Promise<string> =>
    new PageWalk(new Map([['here', shell]])).follow(steps(...blocks)).then(
      () => 'done',
      ({ message }: Error) => message,
    );

  it('knows from the page where each command is run, and what it prints', () => {
    expect(steps('sh\n# on a, b and c\nx', 'console\na# y\nz\nb# v')).to.deep.equal([
      { hosts: ['a', 'b', 'c'], command: '# on a, b and c\nx\n' },
      { hosts: ['a'], command: 'y', output: 'z\n' },
      { hosts: ['b'], command: 'v', output: '' },
    ]);
    expect(() => steps('sh\nx')).to.throw('no host is named');
    expect(() => steps('console\n$ x')).to.throw('no prompt');
  });

  it('keeps variables from block to block', async () => {
    expect(await walk('sh\n# on here\na=1', 'console\nhere# echo $a\n1')).to.equal('done');
  });

  it('ends at a command that fails, wherever in its block that is', async () => {
    expect(await walk('sh\n# on here\ncat /no-such-file\ntrue')).to.contain('cat /no-such-file');
    expect(await walk('sh\n# on here\nf() { false | cat; false; }\na=$(f)\ntrue')).to.contain('fails');
    expect(await walk('sh\n# on here\n(false)\ntrue')).to.contain('fails');
    expect(await walk('sh\n# on here\nif false; then :; fi\nuntil true; do :; done')).to.equal('done');
  });

  it('ends at another output, and at an unknown host', async () => {
    expect(await walk('console\nhere# echo a\nb')).to.contain('other output');
    expect(await walk('sh\n# on there\ntrue')).to.contain('there is no there');
  });

  it('lets three dots stand for anything, and for nothing else', () => {
    expect(isPrinted('a ... (c)\n...', 'a b\nb (c)\n')).to.equal(true);
    expect(isPrinted('a.c\n', 'abc\n')).to.equal(false);
    expect(isPrinted('a ...', 'b a')).to.equal(false);
  });
});
