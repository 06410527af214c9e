import { expect } from 'chai';
import { refused } from '../support/lbaas-v1-client.ts';
import { newNetwork, newPool, newSubnet, newVip } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('diagnostics', () => {
  const api = useLbaasApi({ agent: { host: 'host-1' } });

  const diagnose = async (): Promise<Record<string, unknown>> => {
    const { status, body } = await api.admin.get('/diagnostics');
    expect(status).to.equal(200);
    return body['diagnostics'] as Record<string, unknown>;
  };

  it('are for admins', async () => {
    refused(await api.one.get('/diagnostics'), 403, 'PolicyNotAuthorized');
  });

  it('count what is in trouble, and say what nobody knows', async () => {
    const pool = await newPool(api);
    await newVip(api, pool.id);
    await api.report(pool.id);
    const fine = { total: 1, unplaced: 0, held_back: 0, failed: 0, incidents: 0, kept: 0 };
    const agents = { total: 1, silent: 0, disabled: 0 };
    const found = await diagnose();
    expect(found).to.deep.include({ dead_letters: null, devices: fine, agents, counters: [] });
    expect(new Date(String(found['since'])).getTime()).to.be.below(Date.now());

    const network = await newNetwork(api.admin, {
      shared: true,
      'provider:network_type': 'flat',
      'provider:physical_network': 'nowhere',
    });
    const subnet = await newSubnet(api.admin, network.id, '10.78.0.0/24');
    const homeless = await newPool(api, { subnet_id: subnet.id });
    await newVip(api, homeless.id, { subnet_id: subnet.id });
    await api.agent({ host: 'host-2', silentForS: 3600 });
    await api.one.put(`/lb/pools/${pool.id}`, { pool: { lb_method: 'SOURCE_IP' } });
    const failed = await api.generationOf(pool.id);
    await api.report(pool.id, { observed: failed - 1, failed, error: 'no' });
    expect(await diagnose()).to.deep.include({
      devices: { ...fine, total: 2, unplaced: 1, failed: 1 },
      agents: { ...agents, total: 2, silent: 1 },
    });
  });
});
