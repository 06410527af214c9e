import { readFileSync, writeFileSync } from 'node:fs';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { findProcesses } from './device-processes.ts';
import type { HaproxyDriver } from './driver.ts';
import { HaproxyError, HaproxyRefused } from './errors.ts';
import { planHaproxy } from './plan.ts';
import { type DeviceChanges, device, id, listener, member, monitor, pool } from './testing/device-builder.ts';
import { HaproxyBench, VIP, VIP6 } from './testing/haproxy-bench.ts';

const DEVICE_ID = id('e', 1);
const http = (number: number, changes = {}) =>
  member(number, { address: '127.0.0.1', protocol_port: 9000 + number, ...changes });
const web = (members = [http(1), http(2)], changes: DeviceChanges = {}) =>
  device({ addresses: [VIP, VIP6], pools: [pool({ members })], ...changes });

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('HaproxyDriver', function () {
  this.timeout(30_000);
  const bench = new HaproxyBench();
  let driver: HaproxyDriver;

  before(async () => {
    await bench.open();
    for (const port of [9001, 9002, 9003]) await bench.namespace.listen({ kind: 'http', port });
  });
  after(() => bench.close());
  beforeEach(() => {
    driver = bench.driver;
  });
  afterEach(() => driver.cleanup(DEVICE_ID));

  const get = (host = VIP, headers = {}) => bench.namespace.web({ host, port: 8080, headers });
  const backends = async (requests: number): Promise<Set<unknown>> => {
    const seen = new Set<unknown>();
    for (let count = 0; count < requests; count += 1) seen.add((await get()).headers['x-backend']);
    return seen;
  };
  const kinds = async (input = web()) => (await bench.apply(input)).map((step) => step.kind);
  const configPath = () => `${bench.directory}/state/${DEVICE_ID}`;
  const pidOf = async (): Promise<number> => {
    const observed = await driver.observe(DEVICE_ID);
    if (!observed.running) throw new Error(`not running: ${observed.reason}`);
    return observed.pid;
  };

  it('starts, serves IPv4 and IPv6, and reads back what was asked for', async () => {
    expect(await driver.observe(DEVICE_ID)).deep.equal({ running: false, reason: 'it was never started' });
    expect(await kinds()).deep.equal(['start']);
    expect(await kinds()).deep.equal([]);
    const four = await get(VIP);
    const six = await get(VIP6);
    expect(JSON.parse(four.body)).include({ 'x-forwarded-for': VIP });
    expect(JSON.parse(six.body)).include({ 'x-forwarded-for': VIP6 });
    expect(await driver.observe(DEVICE_ID)).include({ running: true, generation: 1 });
    expect(await driver.configText(DEVICE_ID)).equal(driver.render(web())?.text);
    expect(await driver.listDeviceIds()).deep.equal([DEVICE_ID]);
  });

  it('runs under its own account in an empty root, with a socket for root alone', async () => {
    await bench.apply(web());
    const status = readFileSync(`/proc/${await pidOf()}/status`, 'utf8');
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).equal('65534');
    expect(/^CapEff:\s+(\w+)/m.exec(status)?.[1]).equal('0000000000000000');
    const socket = await bench.namespace.exec(bench.namespace.name, [
      'stat',
      '-c',
      '%a %U',
      `${configPath()}/sock`,
    ]);
    expect(socket.stdout).equal('600 root\n');
  });

  it('changes members at run time without another process, and writes the file too', async () => {
    await bench.apply(web());
    const pid = await pidOf();
    expect(await kinds(web([http(1), http(2), http(3)]))).deep.equal(['server.add']);
    expect(await backends(9)).deep.equal(new Set(['9001', '9002', '9003']));
    expect(await kinds(web([http(1, { admin_state_up: false }), http(2), http(3)]))).deep.equal([
      'server.state',
    ]);
    expect(await backends(6)).deep.equal(new Set(['9002', '9003']));
    expect(await kinds(web([http(1), http(2, { weight: 0 }), http(3)]))).deep.equal(
      ['server.weight', 'server.state'].toReversed(),
    );
    expect(await backends(6)).deep.equal(new Set(['9001', '9003']));
    expect(await kinds(web([http(1)]))).deep.equal(['server.remove', 'server.remove']);
    expect(await backends(4)).deep.equal(new Set(['9001']));
    expect(await pidOf()).equal(pid);
    expect(await driver.configText(DEVICE_ID)).equal(driver.render(web([http(1)]))?.text);
    expect(readFileSync(`${configPath()}/conf`, 'utf8')).equal(driver.render(web([http(1)]))?.text);
  });

  it('deletes a removed server as soon as its connections are closed', async () => {
    await bench.namespace.listen({ kind: 'echo', port: 9101 });
    const echo = member(1, { address: '127.0.0.1', protocol_port: 9101 });
    const tcp = (...members: ReturnType<typeof member>[]) =>
      device({
        addresses: [VIP],
        listeners: [listener({ protocol: 'TCP' })],
        pools: [pool({ protocol: 'TCP', members })],
      });
    await bench.apply(tcp(echo, http(2, { weight: 0 })));
    expect(await bench.namespace.echo('one', VIP, 8080, 'hello')).equal('hello');
    await bench.apply(tcp(http(2)));
    const before = await driver.observe(DEVICE_ID);
    expect(before.running && before.servers.map(({ admin }) => admin)).deep.equal(['maint', 'ready']);
    expect(await kinds(tcp(http(2)))).deep.equal([]);
    expect((await driver.health(DEVICE_ID)).map(({ memberId }) => memberId)).deep.equal([http(2).id]);
    expect(await bench.namespace.echo('one', VIP, 8080, 'still here')).equal('still here');
    await bench.namespace.hangUp('one');
    await eventually(
      async () => {
        await driver.health(DEVICE_ID);
        const observed = await driver.observe(DEVICE_ID);
        expect(observed.running && observed.servers.map(({ name }) => name)).deep.equal([http(2).id]);
      },
      { withinMs: 8_000 },
    );
  });

  it('honours the admin state of listener, pool and load balancer', async () => {
    await bench.apply(web());
    const second = listener({ id: id('b', 2), protocol_port: 8081 });
    await bench.apply(web([http(1)], { listeners: [listener({ admin_state_up: false }), second] }));
    expect(await failure(get()))
      .instanceOf(Error)
      .property('message')
      .include('ECONNREFUSED');
    expect(await bench.namespace.web({ host: VIP, port: 8081 })).property('status', 200);
    await bench.apply(web([http(1)], { pools: [pool({ admin_state_up: false, members: [http(1)] })] }));
    expect(await get()).property('status', 503);
    expect(await kinds(web([http(1)], { adminStateUp: false }))).deep.equal(['stop']);
    expect(await failure(get())).instanceOf(Error);
    expect(await findProcesses(configPath())).deep.equal([]);
  });

  it('answers 503 without pool or members, and refuses all at limit 0', async () => {
    await bench.apply(web([]));
    expect(await get()).property('status', 503);
    await bench.apply(web([], { listeners: [listener({ default_pool_id: null })], pools: [] }));
    expect(await get()).property('status', 503);
    await bench.apply(web([http(1)], { listeners: [listener({ connection_limit: 0 })] }));
    expect(await failure(get())).instanceOf(Error);
    await bench.apply(web([http(1)], { listeners: [listener({ connection_limit: 1 })] }));
    expect(await get()).property('status', 200);
  });

  it('is adopted by another driver with nothing to do', async () => {
    await bench.apply(web());
    await bench.apply(web([http(1, { weight: 7 }), http(3)]));
    await driver.close();
    const other = bench.newDriver();
    bench.driver = other;
    driver = other;
    const input = web([http(1, { weight: 7 }), http(3)]);
    expect(planHaproxy(other.render(input), await other.observe(DEVICE_ID))).deep.equal([]);
    const changed = web([http(1)], { listeners: [listener({ connection_limit: 9 })] });
    expect(await bench.apply(changed)).deep.equal([
      { kind: 'reload', reason: `frontend ${id('b', 1)} changed` },
    ]);
  });

  it('starts again after HAProxy was killed, with the counters going on', async () => {
    await bench.apply(web());
    for (let count = 0; count < 5; count += 1) await get();
    await driver.poll(DEVICE_ID, 1);
    process.kill(await pidOf(), 'SIGKILL');
    await eventually(
      async () =>
        expect(await driver.observe(DEVICE_ID)).deep.equal({ running: false, reason: 'the process is gone' }),
      { withinMs: 2_000 },
    );
    expect(await driver.health(DEVICE_ID)).deep.equal([]);
    expect(await kinds()).deep.equal(['start']);
    await get();
    expect((await driver.stats(DEVICE_ID, 1))[0]).include({ totalConnections: 6 });
  });

  it('takes over from a process whose socket is gone', async () => {
    await bench.apply(web());
    const pid = await pidOf();
    await bench.namespace.exec(bench.namespace.name, ['rm', `${configPath()}/sock`]);
    expect(await driver.observe(DEVICE_ID)).deep.equal({
      running: false,
      reason: 'its runtime socket is gone',
    });
    expect(await kinds()).deep.equal(['start']);
    expect(await pidOf()).not.equal(pid);
    await eventually(async () => expect(await findProcesses(configPath())).deep.equal([await pidOf()]), {
      withinMs: 3_000,
    });
  });

  it('keeps serving when HAProxy cannot run the next configuration', async () => {
    await bench.apply(web());
    const before = await driver.observe(DEVICE_ID);
    await bench.namespace.startLoad({ host: VIP, port: 8080 }, 2, false);
    const error = await failure(bench.apply(web([http(1)], { addresses: ['203.0.113.9'] })));
    expect(error).instanceOf(HaproxyError).include({ code: 'start_failed' });
    expect(error).property('message').include('cannot bind socket');
    expect(await bench.namespace.stopLoad())
      .property('failures')
      .deep.equal([]);
    expect(await driver.observe(DEVICE_ID)).deep.equal(before);
    expect(await driver.configText(DEVICE_ID)).equal(driver.render(web())?.text);
    expect(await kinds(web([http(1)]))).deep.equal(['server.remove']);
  });

  it('says in the words of HAProxy why it refuses a configuration, and keeps serving', async () => {
    await bench.apply(web());
    const before = await driver.observe(DEVICE_ID);
    const odd = bench.newDriver({ user: 'nosuchuser' });
    for (const work of [
      () => odd.check(web()),
      () => odd.execute(web(), { kind: 'reload', reason: 'test' }),
    ]) {
      const error = await failure(work());
      expect(error).instanceOf(HaproxyRefused).include({ code: 'refused' });
      expect(error).property('message').include("cannot find user id for 'nosuchuser'");
    }
    expect(await driver.observe(DEVICE_ID)).deep.equal(before);
    expect(await get()).property('status', 200);
    await driver.check(web());
  });

  it('counts over reloads, restarts and epochs', async () => {
    const limits = [1_001, 1_002, 1_003];
    for (const connection_limit of limits) {
      await bench.apply(web([http(1)], { listeners: [listener({ connection_limit })] }));
      for (let count = 0; count < 3; count += 1) await get();
    }
    const [totals] = await driver.stats(DEVICE_ID, 1);
    expect(totals).include({ totalConnections: 9, activeConnections: 0 });
    expect(totals?.bytesIn).greaterThan(9 * 30);
    expect((await driver.stats(DEVICE_ID, 2))[0]).include({ totalConnections: 0, bytesIn: 0 });
    await get();
    await driver.stop(DEVICE_ID);
    expect((await bench.newDriver().stats(DEVICE_ID, 2))[0]).include({ totalConnections: 1 });
  });

  it('counts what an old process still carries after a reload, and ends it in time', async () => {
    await bench.namespace.listen({ kind: 'echo', port: 9102 });
    const echo = member(1, { address: '127.0.0.1', protocol_port: 9102 });
    const tcp = (connection_limit: number) =>
      device({
        addresses: [VIP],
        listeners: [listener({ protocol: 'TCP', connection_limit })],
        pools: [pool({ protocol: 'TCP', members: [echo] })],
      });
    await bench.apply(tcp(10));
    await bench.namespace.echo('long', VIP, 8080, 'x'.repeat(100));
    await bench.apply(tcp(11));
    expect(await driver.observe(DEVICE_ID))
      .property('oldPids')
      .length(1);
    await bench.namespace.echo('long', VIP, 8080, 'y'.repeat(1_000));
    await bench.namespace.hangUp('long');
    await eventually(
      async () => {
        expect(await driver.observe(DEVICE_ID))
          .property('oldPids')
          .length(0);
        expect((await driver.stats(DEVICE_ID, 1))[0]).include({
          totalConnections: 1,
          bytesIn: 1_100,
          bytesOut: 1_100,
        });
      },
      { withinMs: 5_000 },
    );
  });

  it('leaves no process behind, whatever the reloads left', async () => {
    await bench.namespace.listen({ kind: 'echo', port: 9103 });
    const tcp = (connection_limit: number) =>
      device({
        addresses: [VIP],
        listeners: [listener({ protocol: 'TCP', connection_limit })],
        pools: [
          pool({ protocol: 'TCP', members: [member(1, { address: '127.0.0.1', protocol_port: 9103 })] }),
        ],
      });
    for (const limit of [1_001, 1_002, 1_003]) {
      await bench.apply(tcp(limit));
      await bench.namespace.echo(`held ${limit}`, VIP, 8080, 'x');
    }
    expect(await findProcesses(configPath())).length(3);
    await driver.cleanup(DEVICE_ID);
    await driver.cleanup(DEVICE_ID);
    expect(await findProcesses(configPath())).deep.equal([]);
    expect(await driver.listDeviceIds()).deep.equal([]);
    for (const limit of [1_001, 1_002, 1_003]) await bench.namespace.hangUp(`held ${limit}`);
  });

  it('ends an old process that outlives its time', async () => {
    const short = new HaproxyBench({ hardStopAfterS: 1 });
    await short.open();
    try {
      await short.namespace.listen({ kind: 'echo', port: 9104 });
      const tcp = (connection_limit: number) =>
        device({
          addresses: [VIP],
          listeners: [listener({ protocol: 'TCP', connection_limit })],
          pools: [
            pool({ protocol: 'TCP', members: [member(1, { address: '127.0.0.1', protocol_port: 9104 })] }),
          ],
        });
      await short.apply(tcp(1_001));
      await short.namespace.echo('held', VIP, 8080, 'x');
      await short.apply(tcp(1_002));
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
    const pid = await pidOf();
    const next = web([http(3)], { listeners: [listener({ connection_limit: 77 })] });
    const command = ['-C', configPath(), '-f', 'conf.new', '-D', '-p', 'pid', '-x', 'sock'];
    writeFileSync(`${configPath()}/conf.new`, driver.render(next)?.text ?? '');
    writeFileSync(`${configPath()}/old-pids.json`, JSON.stringify([{ pid, endBy: Date.now() + 60_000 }]));
    await driver.close();
    await bench.namespace.exec(bench.namespace.name, ['/usr/sbin/haproxy', ...command]);
    expect(await findProcesses(configPath())).length(2);
    expect(await bench.apply(next)).deep.equal([]);
    await eventually(async () => expect(await findProcesses(configPath())).deep.equal([await pidOf()]), {
      withinMs: 2_000,
    });
    expect(await backends(8)).deep.equal(new Set(['9003']));
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
      (await driver.health(DEVICE_ID))
        .filter(({ health }) => health === 'down')
        .map(({ memberId }) => memberId);
    await eventually(async () => expect(await downs()).deep.equal([dead.id]), { withinMs: 5_000 });
    await bench.apply(checked(1_002));
    expect(await downs()).deep.equal([dead.id]);
  });
});
