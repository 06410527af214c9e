import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type LoadBalancerDevice, LogicalDeviceSchema } from '@lbaas/common/contract';
import { expect } from 'chai';
import { Check } from 'typebox/value';
import { HaproxyRefused } from '../model/errors.ts';
import { hasSomethingToRun, renderHaproxy } from './render.ts';
import { sectionHashes, serverNames, structureHash } from './structure.ts';
import { device, id, listener, member, monitor, pool } from '../../../testing/device-builder.ts';
import { TEST_PATHS } from '../testing/test-paths.ts';
import { DEFAULT_HAPROXY_TUNING } from './tuning.ts';
import type { RenderedHaproxy } from '../model/types.ts';

const golden = fileURLToPath(new URL('golden', import.meta.url));
const cases = readdirSync(golden)
  .filter((name) => name.endsWith('.in.json'))
  .map((name) => name.slice(0, -'.in.json'.length));

function render(input: LoadBalancerDevice): RenderedHaproxy {
  const rendered = renderHaproxy({ device: input, paths: TEST_PATHS, tuning: DEFAULT_HAPROXY_TUNING });
  if (rendered === undefined) throw new Error('nothing to run');
  return rendered;
}

function readCase(name: string): LoadBalancerDevice {
  const input: unknown = JSON.parse(readFileSync(join(golden, `${name}.in.json`), 'utf8'));
  expect(Check(LogicalDeviceSchema, input), 'fits the contract').equal(true);
  return input as LoadBalancerDevice;
}

describe('renderHaproxy', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lbaas-golden-'));
  after(() => rmSync(directory, { recursive: true }));

  for (const name of cases) {
    it(`golden: ${name}`, async () => {
      const { text } = render(readCase(name));
      const file = join(golden, `${name}.out.cfg`);
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
      expect(text).equal(readFileSync(file, 'utf8'));
      const candidate = join(directory, name);
      writeFileSync(candidate, text);
      await promisify(execFile)('/usr/sbin/haproxy', ['-c', '-f', candidate]);
    });
  }

  it('has nothing to run without a VIP port, listener, or admin state', () => {
    const plain = device();
    const withoutPort = { ...plain, snapshot: { ...plain.snapshot, vip_port: null } };
    const without = [
      withoutPort,
      device({ listeners: [] }),
      device({ listeners: [listener({ admin_state_up: false })] }),
      device({ adminStateUp: false }),
    ];
    expect(hasSomethingToRun(plain)).equal(true);
    expect(without.map(hasSomethingToRun)).deep.equal([false, false, false, false]);
  });

  it('gives equal text whatever the order of the parts', () => {
    const members = [member(1), member(2), member(3)];
    const monitors = [monitor(1), monitor(2)];
    const forth = device({
      pools: [pool({ members, health_monitors: monitors })],
      addresses: ['10.0.0.1', '::1'],
    });
    const back = device({
      pools: [pool({ members: members.toReversed(), health_monitors: monitors.toReversed() })],
      addresses: ['::1', '10.0.0.1'],
    });
    expect(render(back).text).equal(render(forth).text);
  });

  it('keeps the structure over everything that the runtime socket can change', () => {
    const before = render(device());
    const members = [member(1, { weight: 9, admin_state_up: false }), member(7)];
    const after = render(device({ generation: 2, pools: [pool({ members })] }));
    expect(after.structure).equal(before.structure);
    expect(after.text).not.equal(before.text);
  });

  it('can tell the structure from the text alone', () => {
    const { text, structure, sections } = render(readCase('monitors-several-are-anded'));
    expect(sectionHashes(text)).deep.equal(sections);
    expect(structureHash(sections)).equal(structure);
    expect([...serverNames(text)]).deep.equal([id('c', 1), id('c', 2)]);
  });

  it('asks about a member among few rules, however many members the pool has', () => {
    const members = Array.from({ length: 2_000 }, (_, index) =>
      member(1, { id: randomUUID(), protocol_port: 1 + index }),
    );
    const health_monitors = [monitor(1), monitor(2, { type: 'TCP' }), monitor(3, { type: 'HTTPS' })];
    const { text } = render(device({ pools: [pool({ members, health_monitors })] }));
    const answering = text.split('\n\n').filter((section) => section.startsWith('backend monitors.'));
    const rules = answering.map((section) => section.split('status 503').length - 1);
    expect(rules.reduce((sum, count) => sum + count, 0)).equal(6_000);
    // 2,000 random ids on 256 backends: 8 each, and hardly ever 30.
    expect(Math.max(...rules)).lessThan(30 * 3);
    expect(text).match(/\tdefault-server check inter 2000ms fastinter 200ms fall 2 rise 1$/m);
  });

  it('gives a server the same numeric id whatever else is in the pool', () => {
    const idOf = (text: string): string | undefined =>
      / id (\d+) /.exec(text.split(`server ${id('c', 2)}`)[1] ?? '')?.[1];
    const alone = idOf(render(device({ pools: [pool({ members: [member(2)] })] })).text);
    expect(alone).match(/^\d+$/);
    expect(idOf(render(device()).text)).equal(alone);
  });

  const refused: [string, LoadBalancerDevice][] = [
    ['a pool that is not there', device({ listeners: [listener({ default_pool_id: id('a', 9) })] })],
    ['two listeners on one port', device({ listeners: [listener(), listener({ id: id('b', 2) })] })],
    ['a weight out of range', device({ pools: [pool({ members: [member(1, { weight: 257 })] })] })],
    ['a fractional port', device({ pools: [pool({ members: [member(1, { protocol_port: 80.5 })] })] })],
    [
      'a zone in an address',
      device({ pools: [pool({ members: [member(1, { address: 'fe80::1%eth0' })] })] }),
    ],
    ['leading zeros in an address', device({ addresses: ['010.0.0.1'] })],
    [
      'an empty range of codes',
      device({ pools: [pool({ health_monitors: [monitor(1, { expected_codes: '299-200' })] })] }),
    ],
    [
      'a delay that HAProxy cannot count',
      device({ pools: [pool({ health_monitors: [monitor(1, { delay: 2_200_000 })] })] }),
    ],
    [
      'APP_COOKIE without a name',
      device({ pools: [pool({ session_persistence: { type: 'APP_COOKIE', cookie_name: null } })] }),
    ],
  ];
  for (const [what, input] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => render(input)).throw(HaproxyRefused);
    });
  }
});
