import { eventually } from '@lbaas/common/runtime';
import { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { type Balancer, createBalancer } from '../e2e/support/balancer.ts';
import { vipUrl, whoServes } from '../e2e/support/client.ts';
import { dashboard, metricsIn, readMonitoringFile } from './support/monitoring-files.ts';

const PORT = 9697;

describe('what the dashboard and the alerts read', function () {
  this.timeout(300_000);
  let lab: Lab;
  let balancer: Balancer;

  before(async () => {
    const agentEnv = { LBAAS_METRICS_PORT: String(PORT), LBAAS_STATS_INTERVAL: '1' };
    lab = await Lab.start({ agents: 1, webs: 2, agentEnv });
    balancer = await createBalancer(lab, { pool: { name: 'shop' }, vip: { name: 'shop-vip' } });
    await whoServes(lab, vipUrl('http', balancer.address, balancer.port), 10);
  });
  after(() => lab?.stop());

  const ofServer = async (): Promise<string> => (await fetch(`${lab.apiUrl}/metrics`)).text();
  const ofAgent = async (): Promise<string> =>
    (await lab.exec('agent-1', ['curl', '-sf', `http://127.0.0.1:${PORT}/metrics`])).stdout;

  it('is there, in /metrics of a server or of an agent', async () => {
    const known = (await ofServer()) + (await ofAgent());
    const queries = JSON.stringify(dashboard());
    const read = metricsIn(queries + readMonitoringFile('lbaas.rules.yml'));
    expect(read).to.have.length.above(30);
    const missing = read.filter(
      (name) => !known.includes(`# TYPE ${name.replace(/_bucket$/, '')} `) || !known.includes(name),
    );
    expect(missing).to.deep.equal([]);
  });

  it('names pool, VIP and members of the traffic that HAProxy has counted', async () => {
    const backend = `proxy="${balancer.pool.id}",vip="shop-vip",pool="shop"`;
    await eventually(
      async () => {
        const text = await ofAgent();
        expect(text).to.contain(`haproxy_backend_http_requests_total{${backend}} 10\n`);
        expect(text).to.contain(`haproxy_backend_status{${backend},state="UP"} 1\n`);
        expect(text).to.match(
          new RegExp(
            `haproxy_server_http_responses_total\\{${backend},.*member="10.0.0.11:\\d+",code="2xx"\\} 5\n`,
          ),
        );
        expect(text).to.match(/haproxy_frontend_http_requests_total\{.*vip="shop-vip",pool="shop"\} 10\n/);
        expect(text).to.contain('lbaas_agent_series_left_out{of="members"} 0\n');
        expect(text).to.contain('lbaas_agent_outdated_devices 0\n');
      },
      { withinMs: 20_000 },
    );
  });

  it('counts devices and agents, and says what is ready', async () => {
    const text = await ofServer();
    expect(text).to.contain('lbaas_devices{state="total"} 1\n');
    expect(text)
      .to.contain('lbaas_agents{state="total"} 1\n')
      .and.to.contain('lbaas_agents{state="silent"} 0\n');
    expect(text)
      .to.contain('lbaas_ready{part="database"} 1\n')
      .and.to.contain('lbaas_ready{part="broker"} 1\n');
  });
});
