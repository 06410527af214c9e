import { expect } from 'chai';
import { BASH } from '../hosts/bash.ts';
import type { LabAuthKind } from '../auth/credentials.ts';
import { welcome } from '../cli/welcome.ts';
import { runCommand } from '../hosts/run-command.ts';
import { describeUnless, lackOfNeutron } from '../testing/lacking.ts';
import { Lab } from './lab.ts';

/** Commands of the welcome text, with which callers have nothing else in their environment. */
const commandsIn = (text: string, pattern: RegExp): string[] =>
  text
    .split('\n')
    .filter((line) => pattern.test(line))
    .map((line) => `env -i PATH="$PATH" LC_ALL=C.UTF-8 ${line.trim()}`);

for (const auth of ['noauth', 'token', 'keystone'] satisfies LabAuthKind[]) {
  describe(`Lab with ${auth}`, function () {
    this.timeout(240_000);
    let lab: Lab;
    let text: string;

    before(async () => {
      lab = await Lab.start({ agents: 1, webs: 1, auth, example: true });
      text = await welcome(lab, { detached: true, seconds: 1 });
    });
    after(() => lab.stop());

    const run = async (command: string): Promise<string> => {
      const { code, stdout, stderr } = await runCommand([...BASH, '-c', command]);
      expect(code, `${command}\n${stdout}${stderr}`).to.equal(0);
      return stdout;
    };

    it('lets in nobody else', async () => {
      const { status } = await lab.api('GET', '/v2.0/lb/pools');
      expect(status).to.equal(auth === 'noauth' ? 200 : 401);
    });

    it('serves the example, and says how to ask for it with curl', async () => {
      const commands = commandsIn(text, /^ {2}curl -s .*\/lb\/pools$/);
      expect(commands).to.have.length(1);
      for (const command of commands) {
        const { pools } = JSON.parse(await run(command)) as { pools: { id: string; tenant_id: string }[] };
        expect(pools.map(({ id }) => id)).to.deep.equal([lab.example?.pool]);
        if (auth === 'token') expect(pools[0]?.tenant_id).to.equal('demo');
      }
    });

    describeUnless(lackOfNeutron(), describe)('and the neutron client', () => {
      it('says how to ask for it with the client, and as an admin', async () => {
        const [pools = '', ...others] = commandsIn(text, /^ {2}OS_.* neutron /);
        expect(await run(pools)).to.include(lab.example?.pool);
        expect(others).to.have.length(auth === 'noauth' ? 0 : 1);
        for (const command of others) expect(await run(command)).to.include('agent-1');
      });
    });
  });
}
