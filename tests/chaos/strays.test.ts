import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { type LabAgent, startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { call, createBalancer, deleteBalancer, realised } from '../e2e/support/balancer.ts';
import { vipUrl } from '../e2e/support/client.ts';
import { agentOf, belongingsOf, pairOnOneHost } from './support/agent-host.ts';
import { describeOnChaosLab } from './support/chaos-lab.ts';

const CONFIGURATION = `
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
listen stray
  bind 127.0.0.1:8080`;

describeOnChaosLab('what nobody owns on an agent host', (lab) => {
  /** As an agent of another life could have left it: namespace, plugged link, HAProxy, directory. */
  async function leaveDevice({ host, name }: LabAgent): Promise<string> {
    const id = randomUUID();
    const [bridge = ''] = (await belongingsOf(lab, lab.agent(Number(name.at(-1))))).bridges;
    const directory = join(host.directory, 'haproxy', id);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'conf'), `${CONFIGURATION}\n`);
    const script = `set -e
      ip netns add qlbaas-${id}
      ip link add tap${id.slice(0, 11)} type veth peer name vip0 netns qlbaas-${id}
      ip link set tap${id.slice(0, 11)} master ${bridge} up
      ip -n qlbaas-${id} link set lo up
      ip netns exec qlbaas-${id} haproxy -C /run/lbaas/haproxy/${id} -D -f conf -p pid`;
    const { code, stderr } = await lab.exec(name, ['sh', '-c', script]);
    expect(code, stderr).to.equal(0);
    return id;
  }

  it('goes after the full sync of an agent that was away, and nothing else is touched', async () => {
    const {
      agent,
      pair: [stays, goes],
    } = await pairOnOneHost(lab);
    const pids = lab.haproxyPids(stays.pool.id);
    const load = await startLoad(lab, vipUrl('http', stays.address, 8080), 3, { pauseMs: 5 });
    await agent.kill9();
    const stray = await leaveDevice(agent);
    await lab.exec(agent.name, ['sh', '-c', 'ip netns add other; ip link add br-other type bridge']);
    await deleteBalancer(lab, goes);
    const before = await belongingsOf(lab, agent);
    const deviceIds = [stays.pool.id, goes.pool.id, stray].sort();
    expect(before.namespaces).to.deep.equal(deviceIds.map((id) => `qlbaas-${id}`));
    expect(before.haproxies).to.have.lengthOf(3);

    await agent.start();
    await eventually(
      async () => {
        const left = await belongingsOf(lab, agent);
        expect(left).to.deep.include({
          namespaces: [`qlbaas-${stays.pool.id}`],
          directories: [stays.pool.id],
          desired: [stays.pool.id],
          haproxies: pids,
        });
        expect(left.taps).to.have.lengthOf(1);
      },
      { withinMs: 60_000, everyMs: 100 },
    );
    const { stdout } = await lab.exec(agent.name, ['sh', '-c', 'ls /run/netns; ip -o link show br-other']);
    expect(stdout)
      .to.match(/^other$/m)
      .and.to.contain('br-other');
    await realised(lab, stays.pool.id);
    expect((await call(lab, 'GET', `/v2.0/lb/pools/${stays.pool.id}`)).status).to.equal('ACTIVE');
    expect((await load.stop()).failures).to.deep.equal([]);
    await lab.exec(agent.name, ['sh', '-c', 'ip netns del other; ip link del br-other']);
  });

  it('stays while there is no server to say what belongs to whom', async () => {
    const stays = await createBalancer(lab);
    const agent = await agentOf(lab, stays.pool.id);
    await lab.server(1).stop();
    await agent.kill9();
    const stray = await leaveDevice(agent);
    await agent.start();
    // Nothing must happen, so the test can only wait for several sweeps.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect((await belongingsOf(lab, agent)).namespaces).to.include.members(
      [stays.pool.id, stray].map((id) => `qlbaas-${id}`),
    );
    await lab.server(1).start();
    await eventually(
      async () => expect((await belongingsOf(lab, agent)).namespaces).to.not.include(`qlbaas-${stray}`),
      { withinMs: 60_000, everyMs: 100 },
    );
    await realised(lab, stays.pool.id);
  });
});
