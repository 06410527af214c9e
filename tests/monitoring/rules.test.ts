import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describeUnless } from '@lbaas/lab';
import { expect } from 'chai';
import { dashboard, monitoringFile, readMonitoringFile } from './support/monitoring-files.ts';
import { lackOfPromtool, promtool } from './support/promtool.ts';

const run = promisify(execFile);
const rules = readMonitoringFile('lbaas.rules.yml');
const names = (): string[] => Array.from(rules.matchAll(/- alert: (\w+)/g), ([, name = '']) => name);

describe('the alerts', () => {
  it('each say what to do, and lead to a section that there is', () => {
    const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    const sections = new Set(
      Array.from(page.matchAll(/^#+ (.+)$/gm), ([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .replaceAll(' ', '-'),
      ),
    );
    expect(names()).to.have.length.above(12);
    for (const key of ['summary', 'action', 'runbook'])
      expect(rules.match(new RegExp(`^ +${key}: .{10,}$`, 'gm')), key).to.have.length(names().length);
    for (const [, section = ''] of rules.matchAll(/runbook: docs\/operations\.md#(\S+)/g))
      expect([...sections]).to.include(section);
  });

  it('each fire in a test of them', () => {
    const tests = readMonitoringFile('lbaas.rules.test.yml');
    for (const name of names()) expect(tests).to.contain(name);
  });
});

describeUnless(lackOfPromtool(), describe)('the files for Prometheus', function () {
  this.timeout(300_000);
  let tool: string;
  before(async () => {
    tool = await promtool();
  });

  /** @returns what promtool says; with code 1 it is an error */
  const ask = async (...args: string[]): Promise<string> => {
    const { stdout, stderr } = await run(tool, args).catch(
      (error: Error & { stdout: string; stderr: string }) => {
        throw new Error(`${error.stdout}\n${error.stderr}`);
      },
    );
    return stdout + stderr;
  };

  it('are read by it', async () => {
    expect(await ask('check', 'config', monitoringFile('prometheus.yml'))).to.contain('SUCCESS');
    expect(await ask('check', 'rules', monitoringFile('lbaas.rules.yml'))).to.contain(
      `${names().length} rules found`,
    );
  });

  it('alert of what is wrong, and of nothing else', async () => {
    expect(await ask('test', 'rules', monitoringFile('lbaas.rules.test.yml'))).to.contain('SUCCESS');
  });

  it('have queries in the dashboard that it understands', async () => {
    const queries = dashboard().panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(queries).to.have.length.above(20);
    for (const query of queries) {
      const asked = query.replaceAll('$__rate_interval', '5m').replaceAll('$pool', '.*');
      // Nobody answers there: what is wrong with the query would be said before.
      const refused = await ask('query', 'instant', 'http://127.0.0.1:1', asked).catch(String);
      expect(refused, query).to.contain('connection refused').and.not.to.contain('parse error');
    }
  });
});
