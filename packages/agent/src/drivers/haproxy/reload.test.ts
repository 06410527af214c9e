import { writeFileSync } from 'node:fs';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { listener, monitor, pool } from '../../testing/device-builder.ts';
import { HaproxyBench, VIP } from './testing/haproxy-bench.ts';
import { DEVICE_ID, WebBench, echo, http, tcp, web } from './testing/web-bench.ts';

describe('reloads', function () {
  this.timeout(30_000);
  const bench = new WebBench();
  before(() => bench.open());
  after(() => bench.close());
  afterEach(() => bench.driver.cleanup(DEVICE_ID));

  it('leaves no process behind, whatever the reloads left', async () => {
    await bench.namespace.listen({ kind: 'echo', port: 9103 });
    for (const limit of [1_001, 1_002, 1_003]) {
      await bench.apply(tcp([echo(9103)], limit));
      await bench.namespace.echo(`held ${limit}`, VIP, 8080, 'x');
    }
    expect(await bench.processes()).length(3);
    await bench.driver.cleanup(DEVICE_ID);
    await bench.driver.cleanup(DEVICE_ID);
    expect(await bench.processes()).deep.equal([]);
    expect(await bench.driver.listDeviceIds()).deep.equal([]);
    for (const limit of [1_001, 1_002, 1_003]) await bench.namespace.hangUp(`held ${limit}`);
  });

  it('ends an old process that outlives its time', async () => {
    const short = new HaproxyBench({ hardStopAfterS: 1 });
    await short.open();
    try {
      await short.namespace.listen({ kind: 'echo', port: 9104 });
      await short.apply(tcp([echo(9104)], 1_001));
      await short.namespace.echo('held', VIP, 8080, 'x');
      await short.apply(tcp([echo(9104)], 1_002));
      await eventually(
        async () =>
          expect(await short.driver.observe(DEVICE_ID))
            .property('oldPids')
            .deep.equal([]),
        { withinMs: 8_000 },
      );
    } finally {
      await short.close();
    }
  });

  it('finishes a reload in which the agent died', async () => {
    await bench.apply(web());
    const pid = await bench.pid();
    const next = web([http(3)], { listeners: [listener({ connection_limit: 77 })] });
    const command = ['-C', bench.devicePath, '-f', 'conf.new', '-D', '-p', 'pid', '-x', 'sock'];
    writeFileSync(`${bench.devicePath}/conf.new`, bench.driver.render(next)?.text ?? '');
    writeFileSync(`${bench.devicePath}/old-pids.json`, JSON.stringify([{ pid, endBy: Date.now() + 60_000 }]));
    await bench.driver.close();
    await bench.namespace.exec(bench.namespace.name, ['/usr/sbin/haproxy', ...command]);
    expect(await bench.processes()).length(2);
    expect(await bench.apply(next)).deep.equal([]);
    await eventually(async () => expect(await bench.processes()).deep.equal([await bench.pid()]), {
      withinMs: 2_000,
    });
    expect(await bench.backends(8)).deep.equal(new Set(['9003']));
  });

  it('keeps the health of servers over a reload', async () => {
    const dead = http(2, { protocol_port: 9999 });
    const checked = (connection_limit: number) =>
      web([http(1), dead], {
        listeners: [listener({ connection_limit })],
        pools: [
          pool({
            members: [http(1), dead],
            health_monitors: [monitor(1, { type: 'TCP', delay: 1, max_retries: 1 })],
          }),
        ],
      });
    await bench.apply(checked(1_001));
    const downs = async (): Promise<string[]> =>
      (await bench.health(DEVICE_ID))
        .filter(({ health }) => health === 'down')
        .map(({ memberId }) => memberId);
    await eventually(async () => expect(await downs()).deep.equal([dead.id]), { withinMs: 5_000 });
    await bench.apply(checked(1_002));
    expect(await downs()).deep.equal([dead.id]);
  });
});
