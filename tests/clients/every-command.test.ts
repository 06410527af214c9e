import { readFileSync, readdirSync } from 'node:fs';
import { describeUnless, lackOfNeutron } from '@lbaas/lab';
import { expect } from 'chai';
import { attempt } from './support/neutron.ts';

/** Families of commands that the API supports, and those among them that are about something else. */
const FAMILIES = /^(lb|agent|ext|service-provider|net|subnet|port|quota|router|floatingip)-/;
const ELSEWHERE = new Set([
  'net-list-on-dhcp-agent',
  'net-ip-availability-list',
  'net-ip-availability-show',
  'router-list-on-l3-agent',
]);

/** Every command of the client is in some test, also after an update of the client or of this service. */
describeUnless(lackOfNeutron(), describe)('the commands of neutron', function () {
  this.timeout(180_000);

  it('are all run by these tests', async () => {
    const { stdout } = await attempt('help');
    const commands = [...stdout.matchAll(/^ {2}([a-z][a-z0-9-]*)\b/gm)]
      .map(([, name = '']) => name)
      .filter((name) => FAMILIES.test(name) && !ELSEWHERE.has(name));
    expect(commands).to.include.members(['lb-pool-create', 'lb-healthmonitor-disassociate', 'agent-update']);
    const tests = testSources();
    const untested = commands.filter((name) => !new RegExp(`[\`'"]${name}(?![a-z-])`).test(tests));
    expect(untested).to.deep.equal([]);
  });
});

function testSources(): string {
  const here = new URL('.', import.meta.url);
  return readdirSync(here)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(file, here), 'utf8'))
    .join('\n');
}
