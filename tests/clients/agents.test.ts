import { randomUUID } from 'node:crypto';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { describeClient } from './support/describe-client.ts';
import {
  adminColumn,
  neutron,
  neutronObject,
  neutronRows,
  neutronValues,
  ownProject,
  refusalOf,
  refusedByClient,
  refusedByServer,
} from './support/neutron.ts';
import { newPool, settled } from './support/objects.ts';
import { readFields, readTable } from './support/printed-table.ts';

describeClient('neutron agent-* and the scheduler', 'admin', () => {
  const agentId = async (): Promise<string> => {
    const [id] = await neutronValues('agent-list', 'id');
    return id ?? '';
  };

  it('lists agents in a table', async () => {
    const id = await agentId();
    const row = {
      id,
      agent_type: 'Loadbalancer agent',
      host: 'agent-1',
      alive: ':-)',
      admin_state_up: 'True',
      binary: 'neutron-lbaas-agent',
    };
    expect(readTable(await neutron('agent-list'))).to.deep.equal([row]);
    expect(readTable(await neutron("agent-list --agent-type 'Loadbalancer agent'"))).to.deep.equal([row]);
    expect(readTable(await neutron('agent-list --host agent-1 --alive True'))).to.deep.equal([row]);
    for (const filter of ["--agent-type 'L3 agent'", '--host agent-2', '--alive False', '--id nosuch'])
      expect(await neutronRows(`agent-list ${filter}`), filter).to.deep.equal([]);
    expect(await neutronRows('agent-list -F host --sort-key host --sort-dir desc')).to.deep.equal([
      { host: 'agent-1' },
    ]);
  });

  it('shows an agent by its id', async () => {
    const id = await agentId();
    const agent = readFields(await neutron(`agent-show ${id}`));
    expect(agent).to.include({
      id,
      agent_type: 'Loadbalancer agent',
      admin_state_up: 'True',
      alive: 'True',
      binary: 'neutron-lbaas-agent',
      description: '',
      host: 'agent-1',
      topic: 'n-lbaas_agent',
    });
    for (const time of ['created_at', 'started_at', 'heartbeat_timestamp'])
      expect(agent[time]).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
    expect(JSON.parse(agent['configurations'] ?? '')).to.deep.include({
      device_drivers: ['haproxy_ns', 'router_ns'],
    });
    const unknown = randomUUID();
    for (const nobody of [unknown, 'agent-1'])
      expect(await refusedByServer(`agent-show ${nobody}`)).to.equal(`Agent ${nobody} could not be found`);
  });

  it('updates description and admin state; without an option, the admin state is up', async () => {
    const id = await agentId();
    const shown = () => neutronObject(`agent-show ${id} -F description -F admin_state_up`);
    expect(await neutron(`agent-update ${id} --description 'rack 4' --admin-state-down`)).to.equal(
      `Updated agent: ${id}\n`,
    );
    expect(await shown()).to.deep.equal({ description: 'rack 4', admin_state_up: false });
    await neutron(`agent-update ${id}`);
    expect(await shown()).to.deep.equal({ description: 'rack 4', admin_state_up: true });
    await neutron(`agent-update ${id} --description action=clear`);
    expect(await refusedByServer(`agent-update ${id} --host agent-2`)).to.equal(
      'Cannot update read-only attribute host',
    );
    expect(await refusedByClient('agent-update agent-1')).to.equal("Unable to find agent with id 'agent-1'");
  });

  it('says which agent hosts a pool, and which pools an agent hosts', async () => {
    const [pool, id] = [await newPool(), await agentId()];
    await settled(`lb-pool-show ${pool.name}`);
    for (const which of [pool.name, pool.id])
      expect(readTable(await neutron(`lb-agent-hosting-pool ${which}`))).to.deep.equal([
        { id, host: 'agent-1', admin_state_up: 'True', alive: ':-)' },
      ]);
    const hosted = readTable(await neutron(`lb-pool-list-on-agent ${id}`));
    expect(hosted.find((row) => row['id'] === pool.id)).to.deep.equal({
      id: pool.id,
      name: pool.name,
      ...adminColumn(await ownProject()),
      lb_method: 'ROUND_ROBIN',
      protocol: 'HTTP',
      admin_state_up: 'True',
      status: 'ACTIVE',
    });
    for (const nobody of [randomUUID(), 'agent-1'])
      expect(await neutronRows(`lb-pool-list-on-agent ${nobody}`)).to.deep.equal([]);
    expect(await refusedByClient('lb-agent-hosting-pool nosuch')).to.match(/^Unable to find pool/);
  });

  it('says why no agent hosts a pool, and goes on when one can', async () => {
    const id = await agentId();
    await neutron(`agent-update ${id} --admin-state-down`);
    const { name } = await newPool();
    expect(await neutronObject(`lb-pool-show ${name}`)).to.include({ status: 'PENDING_CREATE' });
    const message = await refusedByServer(`lb-agent-hosting-pool ${name}`);
    expect(message).to.match(/^No (active agent|eligible backend)/);
    await neutron(`agent-update ${id}`);
    expect(await settled(`lb-pool-show ${name}`)).to.include({ status: 'ACTIVE' });
    expect(await neutronValues(`lb-agent-hosting-pool ${name}`, 'host')).to.deep.equal(['agent-1']);
  });

  it('deletes an agent, which comes back with another id as long as it lives', async () => {
    const [pool, id] = [await newPool(), await agentId()];
    const { stdout, message } = await refusalOf(`agent-delete ${id} nosuch`);
    expect(stdout).to.equal(`Deleted agent(s): ${id}\n`);
    expect(message).to.equal("Unable to find agent(s) with id(s) 'nosuch'.");
    const back = await eventually(
      async () => {
        const now = await agentId();
        expect(now).to.match(/./);
        return now;
      },
      { withinMs: 20_000, everyMs: 100 },
    );
    expect(back).to.not.equal(id);
    expect(await settled(`lb-pool-show ${pool.name}`)).to.include({ status: 'ACTIVE' });
    expect(await neutronValues(`lb-agent-hosting-pool ${pool.name}`, 'id')).to.deep.equal([back]);
  });
});
