import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Lab, describeUnless, hostCommand, lackOfNeutron } from '@lbaas/lab';
import { expect } from 'chai';
import { ShellSession } from '../support/shell-session.ts';
import { clientEnvironment } from './support/client-environment.ts';
import { NeutronSocket } from './support/neutron-socket.ts';
import { type Exchange, exchangesIn, transcript, withOutputs } from './support/tutorial.ts';

const PAGE = fileURLToPath(new URL('../../docs/tutorial.md', import.meta.url));
/** Where the page expects the API. Of its commands only this is changed, into the port that the laboratory has. */
const PAGE_API = 'http://127.0.0.1:9696';

/**
 * Runs the commands of docs/tutorial.md as they stand there, and compares what they print; UPDATE_GOLDEN=1 writes that
 * into the page instead. Ids, MAC addresses and the numbers of agents may differ, but not in what they name.
 */
describe('the tutorial', function () {
  this.timeout(300_000);
  let lab: Lab;

  before(async () => {
    lab = await Lab.start({ networks: 'routed' });
  });
  after(() => lab.stop());

  /** `npm run lab` finds only a laboratory of `npm start`. */
  function npm(): string {
    const onClient = hostCommand(lab.host('client').init, ['"${@:7}"']).join(' ');
    return `npm() { [ "\${*:1:6}" = 'run --silent lab -- exec client' ] && ${onClient}; }`;
  }

  async function follow(title: string, prelude: readonly string[]): Promise<void> {
    const page = readFileSync(PAGE, 'utf8');
    const expected = exchangesIn(page, title);
    expect(expected).to.have.length.greaterThan(30);
    const shell = new ShellSession({ env: clientEnvironment({}) });
    const found: Exchange[] = [];
    try {
      for (const line of prelude) await shell.run(line);
      for (const { command } of expected) {
        found.push({ command, output: await shell.run(command.replaceAll(PAGE_API, lab.apiUrl)) });
      }
    } catch (error) {
      throw new Error(`after\n${transcript(found)}`, { cause: error });
    } finally {
      await shell.stop();
    }
    if (process.env['UPDATE_GOLDEN'] === '1') {
      const outputs = found.map(({ output }) => output);
      writeFileSync(PAGE, withOutputs(page, title, outputs));
    } else expect(transcript(found)).to.equal(transcript(expected));
    expect((await lab.api('GET', '/v2.0/networks')).body).to.deep.equal({ networks: [] });
  }

  describeUnless(lackOfNeutron(), describe)('with the neutron client', () => {
    let neutron: NeutronSocket;

    before(async () => {
      neutron = new NeutronSocket(lab.apiUrl);
      await neutron.start();
    });
    after(() => neutron.stop());

    it('builds, uses and takes down all of it', () =>
      follow('With the neutron client', [npm(), neutron.shellFunction]));
  });

  describe('with curl only', () => {
    it('does the same', () => follow('With curl only', [npm()]));
  });
});
