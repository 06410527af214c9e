import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { REPOSITORY, runScript } from './run-script.ts';

/** The tools that `npm run` calls. They stand in one package here, and each prints its name. */
const TOOLS = ['build', 'knip', 'oxlint', 'prettier', 'tsc', 'tsx'];
const COMMANDS = { build: 'build', format: 'prettier', gen: 'tsx', check: 'knip' };

describe('a fresh clone', function () {
  this.timeout(120_000);
  const clone = mkdtempSync(join(tmpdir(), 'lbaas-clone-'));
  const write = (file: string, content: string, mode = 0o644): void =>
    writeFileSync(join(clone, file), content, { mode });
  const npm = (...args: readonly string[]) => runScript(['npm', ...args], { cwd: clone });
  const nodeModules = join(clone, 'node_modules');

  before(async () => {
    mkdirSync(join(clone, 'tools'));
    for (const tool of TOOLS)
      write(`tools/${tool}.js`, `#!/usr/bin/env node\nconsole.log('${tool} ran');\n`, 0o755);
    const bin = Object.fromEntries(TOOLS.map((tool) => [tool, `${tool}.js`]));
    write('tools/package.json', JSON.stringify({ name: 'tools', version: '1.0.0', bin }));
    expect((await npm('pack', './tools')).code).to.equal(0);
    cpSync(join(REPOSITORY, 'scripts'), join(clone, 'scripts'), { recursive: true });
    // Programs of ours that import packages from npm.
    write('scripts/build.mjs', "import 'tools/build.js';\n");
    write('scripts/build-page.mjs', '');
    const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as object & {
      scripts: object;
    };
    const devDependencies = { tools: 'file:tools-1.0.0.tgz' };
    write('package.json', JSON.stringify({ name: 'clone', version: '1.0.0', scripts, devDependencies }));
    expect((await npm('install', '--package-lock-only', '--no-audit')).code).to.equal(0);
  });
  after(() => rmSync(clone, { recursive: true, force: true }));

  for (const [command, tool] of Object.entries(COMMANDS)) {
    it(`sets itself up for npm run ${command}`, async () => {
      rmSync(nodeModules, { recursive: true, force: true });
      const { code, stdout, stderr } = await npm('run', command);
      expect(code, stderr).to.equal(0);
      expect(stdout)
        .to.match(/^\[1\/1\] npm packages \.\.\. \d/m)
        .and.to.include(`${tool} ran`);
      expect(existsSync(nodeModules)).to.equal(true);
    });
  }

  it('is left alone once it is set up', async () => {
    const { stdout } = await npm('run', '--silent', 'build');
    expect(stdout).to.equal('build ran\n');
  });
});
