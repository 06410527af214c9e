import { Metrics, createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { devicePort, floatingIp, router } from '../../testing/router-builder.ts';
import { RouterDriver } from './driver.ts';
import type { ObservedRouter } from './model.ts';
import { fingerprintOfRouter } from './observe.ts';
import { renderRouter } from './render.ts';
import { RouterSessions } from './sessions.ts';

const device = router({
  gateway: { port: devicePort(1), enable_snat: true },
  interfaces: [devicePort(2)],
  floating_ips: [floatingIp(1, '10.0.1.9', '10.0.2.9')],
});
const rendered = renderRouter(device);

/** What nft lists of a table that was made of these rules, and is as it was then. */
function listed(digest: string): string {
  const chain = (name: string) => ({ chain: { family: 'inet', table: 'lbaas', name } });
  const listing = fingerprintOfRouter([chain('forward')]);
  return JSON.stringify({ nftables: ['forward', `rules_${digest}`, `listing_${listing}`].map(chain) });
}

/** A host whose namespaces are all there, with nothing to say; nft lists that table, and refuses with these words. */
function driverOn(digest: string, errors = '') {
  const programs: string[] = [];
  const asked: (readonly string[])[] = [];
  const session = {
    isAlive: true,
    pid: undefined as number | undefined,
    run: async (lines: readonly string[]) => {
      asked.push(lines);
      return { printed: [listed(digest)], errors: lines[0]?.startsWith('list') ? '' : errors };
    },
    read: () => '1',
    end: () => undefined,
  };
  const driver = new RouterDriver({
    host: {
      networkNamed: () => 'net:[1]',
      exec: async (_, argv) => {
        programs.push(argv.at(-1) ?? '');
        return { code: 0, stdout: '', stderr: '' };
      },
    },
    logger: createLogger({ name: 'router', level: 'silent' }),
    metrics: new Metrics(),
    sessions: new RouterSessions(() => session),
  });
  return { driver, programs, asked, session };
}

const there = (changes: Partial<ObservedRouter> = {}): ObservedRouter => ({
  running: true,
  insider: undefined,
  generation: 1,
  forwards: true,
  digest: rendered?.digest ?? '',
  intact: true,
  floatingIps: new Map([['10.0.1.9', '10.0.2.7']]),
  traffic: { packets: 0, bytes: 0, floatingIps: new Map() },
  markers: [],
  ...changes,
});

describe('the driver of routers', () => {
  it('moves a floating IP and looks again in one go, with one program, which ends its connections', async () => {
    const { driver, programs, asked } = driverOn(rendered?.digest ?? '');
    await driver.observe(device.device_id);
    const [step] = driver.plan(rendered, there());
    expect(step).to.include({ kind: 'floating_ips' });
    if (step === undefined) return;
    const observed = await driver.execute(device, step);
    expect(observed).to.include({ running: true, forwards: true, digest: rendered?.digest });
    expect(asked.map(([line]) => line?.split(' ', 1)[0])).to.deep.equal(['list', 'delete', 'list']);
    expect(asked[1]?.[0]).to.match(/delete element .*; add element .*; add chain inet lbaas generation_1$/);
    expect(programs).to.have.length(1);
    expect(programs[0]).to.contain('conntrack -D -f ipv4 --orig-dst 10.0.1.9');
  });

  it('recalls what it has read last as long as the very nft of then is there', async () => {
    const id = device.device_id;
    const { driver, session } = driverOn(rendered?.digest ?? '');
    session.pid = 7;
    expect(driver.recall(id)).to.equal(undefined);
    const observed = await driver.observe(id);
    expect(driver.recall(id)).to.equal(observed);
    session.isAlive = false;
    expect(driver.recall(id)).to.equal(undefined);
    session.isAlive = true;
    driver.doubt(id);
    expect(driver.recall(id)).to.equal(undefined);
  });

  it('recalls nothing after a change that was refused', async () => {
    const { driver, session } = driverOn(rendered?.digest ?? '', 'Error: no');
    session.pid = 7;
    const [step] = driver.plan(rendered, await driver.observe(device.device_id));
    if (step === undefined) throw new Error('nothing is to change');
    await driver.execute(device, step).catch(() => undefined);
    expect(driver.recall(device.device_id)).to.equal(undefined);
  });

  it('says why nft refuses a change, and ends no connection then', async () => {
    const { driver, programs } = driverOn(rendered?.digest ?? '', 'Error: No such file or directory\nadd');
    const [step] = driver.plan(rendered, there());
    if (step === undefined) return;
    const refusal = await driver.execute(device, step).catch((error: unknown) => error);
    expect(refusal).to.include({ message: 'nft: Error: No such file or directory add' });
    expect(programs).to.deep.equal([]);
  });

  it('checks rules beforehand, unless they were seen to be there', async () => {
    for (const [digest, checks] of [
      ['other', ['nft -c -f -']],
      [rendered?.digest ?? '', []],
    ] as const) {
      const { driver, programs } = driverOn(digest);
      await driver.observe(device.device_id);
      await driver.check(device);
      expect(programs).to.deep.equal(checks);
    }
  });
});
