import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { planHaproxy } from './plan/plan.ts';
import { id, listener, pool } from '../../testing/device-builder.ts';
import { failure } from '../../testing/failure.ts';
import { VIP, VIP6 } from './testing/haproxy-bench.ts';
import { DEVICE_ID, WebBench, http, web } from './testing/web-bench.ts';

describe('HaproxyDriver', function () {
  this.timeout(30_000);
  const bench = new WebBench();
  before(() => bench.open());
  after(() => bench.close());
  afterEach(() => bench.driver.cleanup(DEVICE_ID));

  it('starts, serves IPv4 and IPv6, and reads back what was asked for', async () => {
    expect(await bench.driver.observe(DEVICE_ID)).deep.equal({
      running: false,
      reason: 'it was never started',
    });
    expect(await bench.kinds()).deep.equal(['start']);
    expect(await bench.kinds()).deep.equal([]);
    const four = await bench.get(VIP);
    const six = await bench.get(VIP6);
    expect(JSON.parse(four.body)).include({ 'x-forwarded-for': VIP });
    expect(JSON.parse(six.body)).include({ 'x-forwarded-for': VIP6 });
    expect(await bench.driver.observe(DEVICE_ID)).include({ running: true, generation: 1 });
    expect(await bench.configText(DEVICE_ID)).equal(bench.driver.render(web())?.text);
    expect(await bench.driver.listDeviceIds()).deep.equal([DEVICE_ID]);
  });

  it('runs under its own account in an empty root, with a socket for root alone', async () => {
    await bench.apply(web());
    const status = readFileSync(`/proc/${await bench.pid()}/status`, 'utf8');
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).equal('65534');
    expect(/^CapEff:\s+(\w+)/m.exec(status)?.[1]).equal('0000000000000000');
    const socket = await bench.namespace.exec(bench.namespace.name, [
      'stat',
      '-c',
      '%a %U',
      `${bench.devicePath}/sock`,
    ]);
    expect(socket.stdout).equal('600 root\n');
  });

  it('honours the admin state of listener, pool and load balancer', async () => {
    await bench.apply(web());
    const second = listener({ id: id('b', 2), protocol_port: 8081 });
    await bench.apply(web([http(1)], { listeners: [listener({ admin_state_up: false }), second] }));
    expect(await failure(bench.get()))
      .instanceOf(Error)
      .property('message')
      .include('ECONNREFUSED');
    expect(await bench.namespace.web({ host: VIP, port: 8081 })).property('status', 200);
    await bench.apply(web([http(1)], { pools: [pool({ admin_state_up: false, members: [http(1)] })] }));
    expect(await bench.get()).property('status', 503);
    expect(await bench.kinds(web([http(1)], { adminStateUp: false }))).deep.equal(['stop']);
    expect(await failure(bench.get())).instanceOf(Error);
    expect(await bench.processes()).deep.equal([]);
  });

  it('answers 503 without pool or members, and refuses all at limit 0', async () => {
    await bench.apply(web([]));
    expect(await bench.get()).property('status', 503);
    await bench.apply(web([], { listeners: [listener({ default_pool_id: null })], pools: [] }));
    expect(await bench.get()).property('status', 503);
    await bench.apply(web([http(1)], { listeners: [listener({ connection_limit: 0 })] }));
    expect(await failure(bench.get())).instanceOf(Error);
    await bench.apply(web([http(1)], { listeners: [listener({ connection_limit: 1 })] }));
    expect(await bench.get()).property('status', 200);
  });

  it('is adopted by another driver with nothing to do', async () => {
    await bench.apply(web());
    await bench.apply(web([http(1, { weight: 7 }), http(3)]));
    await bench.driver.close();
    const other = bench.newDriver();
    bench.driver = other;
    const input = web([http(1, { weight: 7 }), http(3)]);
    expect(planHaproxy(other.render(input), await other.observe(DEVICE_ID))).deep.equal([]);
    const changed = web([http(1)], { listeners: [listener({ connection_limit: 9 })] });
    expect(await bench.apply(changed)).deep.equal([
      { kind: 'reload', reason: `frontend ${id('b', 1)} changed` },
    ]);
  });
});
