import { readFileSync } from 'node:fs';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { VIP } from '../testing/haproxy-bench.ts';
import { DEVICE_ID, WebBench, echo, http, tcp, web } from '../testing/web-bench.ts';

describe('changes at run time', function () {
  this.timeout(30_000);
  const bench = new WebBench();
  before(() => bench.open());
  after(() => bench.close());
  afterEach(() => bench.driver.cleanup(DEVICE_ID));

  it('changes members at run time without another process, and writes the file too', async () => {
    await bench.apply(web());
    const pid = await bench.pid();
    expect(await bench.kinds(web([http(1), http(2), http(3)]))).deep.equal(['server.add']);
    expect(await bench.backends(9)).deep.equal(new Set(['9001', '9002', '9003']));
    expect(await bench.kinds(web([http(1, { admin_state_up: false }), http(2), http(3)]))).deep.equal([
      'server.state',
    ]);
    expect(await bench.backends(6)).deep.equal(new Set(['9002', '9003']));
    expect(await bench.kinds(web([http(1), http(2, { weight: 0 }), http(3)]))).deep.equal(
      ['server.weight', 'server.state'].toReversed(),
    );
    expect(await bench.backends(6)).deep.equal(new Set(['9001', '9003']));
    expect(await bench.kinds(web([http(1)]))).deep.equal(['server.remove', 'server.remove']);
    expect(await bench.backends(4)).deep.equal(new Set(['9001']));
    expect(await bench.pid()).equal(pid);
    expect(await bench.configText(DEVICE_ID)).equal(bench.driver.render(web([http(1)]))?.text);
    expect(readFileSync(`${bench.devicePath}/conf`, 'utf8')).equal(bench.driver.render(web([http(1)]))?.text);
  });

  it('deletes a removed server as soon as its connections are closed', async () => {
    await bench.namespace.listen({ kind: 'echo', port: 9101 });
    const held = echo(9101);
    await bench.apply(tcp([held, http(2, { weight: 0 })]));
    expect(await bench.namespace.echo('one', VIP, 8080, 'hello')).equal('hello');
    await bench.apply(tcp([http(2)]));
    const before = await bench.driver.observe(DEVICE_ID);
    expect(before.running && before.servers.map(({ admin }) => admin)).deep.equal(['maint', 'ready']);
    expect(await bench.kinds(tcp([http(2)]))).deep.equal([]);
    expect((await bench.health(DEVICE_ID)).map(({ memberId }) => memberId)).deep.equal([http(2).id]);
    expect(await bench.namespace.echo('one', VIP, 8080, 'still here')).equal('still here');
    await bench.namespace.hangUp('one');
    await eventually(
      async () => {
        await bench.health(DEVICE_ID);
        const observed = await bench.driver.observe(DEVICE_ID);
        expect(observed.running && observed.servers.map(({ name }) => name)).deep.equal([http(2).id]);
      },
      { withinMs: 8_000 },
    );
  });
});
