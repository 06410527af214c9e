import { Metrics, createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { devicePort, floatingIp, router } from '../../testing/router-builder.ts';
import { RouterDriver } from './driver.ts';
import type { ObservedRouter } from './model.ts';
import { fingerprintOfRouter } from './observe.ts';
import { renderRouter } from './render.ts';

const device = router({
  gateway: { port: devicePort(1), enable_snat: true },
  interfaces: [devicePort(2)],
  floating_ips: [floatingIp(1, '10.0.1.9', '10.0.2.9')],
});
const rendered = renderRouter(device);

/** What the script prints of a table that was made of these rules, and is as it was then. */
function shown(digest: string): string {
  const chain = (name: string) => ({ chain: { family: 'inet', table: 'lbaas', name } });
  const listing = fingerprintOfRouter([chain('forward')]);
  const nftables = ['forward', `rules_${digest}`, `listing_${listing}`].map(chain);
  return `1\n1\n${JSON.stringify({ nftables })}\n`;
}

/** A host whose namespaces are all there, and on which each program prints the same. */
function driverOn(stdout: string) {
  const started: { script: string; stdin: string }[] = [];
  const driver = new RouterDriver({
    host: {
      networkNamed: () => 'net:[1]',
      exec: async (_, argv, { stdin = '' } = {}) => {
        started.push({ script: argv.at(-1) ?? '', stdin });
        return { code: 0, stdout, stderr: '' };
      },
    },
    logger: createLogger({ name: 'router', level: 'silent' }),
    metrics: new Metrics(),
  });
  return { driver, started };
}

const there = (changes: Partial<ObservedRouter> = {}): ObservedRouter => ({
  running: true,
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
  it('starts one program to look, and one to move a floating IP, end its connections and look again', async () => {
    const { driver, started } = driverOn(shown(rendered?.digest ?? ''));
    await driver.observe(device.device_id);
    expect(started).to.have.length(1);
    const [step] = driver.plan(rendered, there());
    expect(step).to.include({ kind: 'floating_ips' });
    if (step === undefined) return;
    const observed = await driver.execute(device, step);
    expect(started).to.have.length(2);
    expect(started[1]?.script).to.contain('conntrack -D -f ipv4 --orig-dst 10.0.1.9');
    expect(started[1]?.stdin).to.contain('generation_1');
    expect(observed).to.include({ running: true, forwards: true, digest: rendered?.digest });
  });

  it('checks rules beforehand, unless they were seen to be there', async () => {
    for (const [digest, checks] of [
      ['other', ['nft -c -f -']],
      [rendered?.digest ?? '', []],
    ] as const) {
      const { driver, started } = driverOn(shown(digest));
      await driver.observe(device.device_id);
      await driver.check(device);
      expect(started.slice(1).map(({ script }) => script)).to.deep.equal(checks);
    }
  });
});
