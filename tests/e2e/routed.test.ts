import { eventually } from '@lbaas/common/runtime';
import { type Example, Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { agentOf } from '../chaos/support/agent-host.ts';
import { call } from './support/balancer.ts';

/** The example of a routed laboratory: the office reaches the balancer by a floating IP, and nothing else. */
describe('an office, balancers and servers behind a router', function () {
  this.timeout(180_000);
  let lab: Lab;
  let example: Required<Example>;

  before(async () => {
    lab = await Lab.start({ agents: 2, webs: 2, networks: 'routed', example: true });
    // A routed laboratory has all of it.
    example = lab.example as Required<Example>;
  });
  after(() => lab.stop());

  async function curl(...args: string[]): Promise<string> {
    const { stdout } = await lab.exec('client', ['curl', '-si', '-m', '3', ...args]);
    return stdout;
  }
  const url = (path = '/'): string => `http://${example.address}:${example.port}${path}`;
  const served = (answer: string): string => /^x-served-by: (\S+)/im.exec(answer)?.[1] ?? answer;

  it('is served through the floating IP, one member after the other, and stays where its cookie says', async () => {
    const answers = [await curl(url()), await curl(url())];
    expect(answers.map(served).sort()).to.deep.equal(['web-1', 'web-2']);
    const [first = ''] = answers;
    const cookie = /^set-cookie: (SRV=[^;\s]+)/im.exec(first)?.[1] ?? '';
    for (let n = 0; n < 3; n += 1) expect(served(await curl('-b', cookie, url()))).to.equal(served(first));
    expect(await curl('-b', 'SRV=unknown', url())).to.match(/^set-cookie: SRV=/im);
    expect(await curl(url('/manager/html'))).to.match(/^HTTP\/1.1 401 /);
    for (const path of [`/v2.0/routers/${example.router}`, `/v2.0/floatingips/${example.floatingIp}`]) {
      const { packets, bytes } = await call(lab, 'GET', `${path}/stats`);
      expect(packets, path).to.be.greaterThan(20);
      expect(bytes, path).to.be.greaterThan(2_000);
    }
    expect(await curl('-u', 'tomcat:tomcat', url('/manager/html'))).to.match(/^HTTP\/1.1 200 /);
  });

  it('reaches no server, and no VIP, by another way', async () => {
    for (const address of ['10.0.0.11', example.vipAddress]) {
      const way = `ip route replace ${address} via ${await gatewayAddress()}`;
      await lab.exec('client', ['sh', '-c', way]);
      expect(await curl(`http://${address}:8080/`), address).to.equal('');
    }
  });

  it('goes on when the agent of the router is restarted, and when that of the balancer is', async () => {
    const balancer = await agentOf(lab, example.pool);
    for (const agent of lab.agents) {
      await agent.kill9();
      expect(served(await curl(url())), agent.name).to.match(/^web-/);
      await agent.start();
    }
    await eventually(
      async () => {
        const router = await call(lab, 'GET', `/v2.0/routers/${example.router}`);
        expect(router.status).to.equal('ACTIVE');
        expect((await call(lab, 'GET', `/v2.0/lb/vips/${example.vip}`)).status).to.equal('ACTIVE');
      },
      { withinMs: 60_000 },
    );
    expect(lab.haproxyPidsOn(balancer.name)).to.have.lengthOf(1);
    expect(served(await curl(url()))).to.match(/^web-/);
  });

  it('is let in no more when the floating IP is taken away, and again when it is back', async () => {
    const path = `/v2.0/floatingips/${example.floatingIp}`;
    const { port_id } = await call(lab, 'GET', path);
    await call(lab, 'PUT', path, { floatingip: { port_id: null } });
    await eventually(async () => expect(await curl(url())).to.equal(''), { withinMs: 60_000 });
    await call(lab, 'PUT', path, { floatingip: { port_id } });
    await eventually(async () => expect(served(await curl(url()))).to.match(/^web-/), { withinMs: 60_000 });
  });

  async function gatewayAddress(): Promise<string> {
    const { external_gateway_info: gateway } = await call(lab, 'GET', `/v2.0/routers/${example.router}`);
    return (
      (gateway as { external_fixed_ips?: { ip_address: string }[] }).external_fixed_ips?.[0]?.ip_address ?? ''
    );
  }
});
