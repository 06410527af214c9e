import { ConfigError, createLogger, loadConfig, printConfig } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { AGENT } from '../wiring/agent.ts';
import { createContainer } from '../wiring/container.ts';
import { AgentConfigSchema } from './agent-config.ts';
import { readTunnelIp } from './tunnel-ip.ts';
import { haproxyTuning } from './haproxy-tuning.ts';

const env = { LBAAS_AMQP_URL: 'amqp://u:secret@mq/' };

describe('AgentConfigSchema', () => {
  it('needs only the broker', () => {
    const config = loadConfig(AgentConfigSchema, { env });
    expect(config).to.deep.include({ amqp_prefix: 'lbaas', physical_networks: [], heartbeat_interval: 2 });
    expect(haproxyTuning(config)).to.include({ user: 'nobody', connectTimeoutMs: 5000 });
  });

  it('reads physical networks', () => {
    const given = { ...env, LBAAS_PHYSICAL_NETWORKS: 'physnet1:eth1,physnet2:br-ex' };
    expect(loadConfig(AgentConfigSchema, { env: given }).physical_networks).to.deep.equal([
      'physnet1:eth1',
      'physnet2:br-ex',
    ]);
  });

  it('takes as a tunnel address only what other hosts can send to', () => {
    expect(readTunnelIp(undefined)).to.equal(undefined);
    for (const good of ['192.0.2.7', 'fd00::7']) expect(readTunnelIp(good)).to.equal(good);
    for (const bad of ['mgmt0', '127.0.0.1', '0.0.0.0', '::1', 'fe80::1', '192.0.2.7/24', '']) {
      expect(() => readTunnelIp(bad), bad).to.throw(ConfigError, 'tunnel_ip');
    }
  });

  it('names every problem at once', () => {
    const wrong = { LBAAS_PHYSICAL_NETWORKS: 'eth1', LBAAS_CONCURRENCY: '0', LBAAS_NO_SUCH: '1' };
    const load = (): unknown => loadConfig(AgentConfigSchema, { env: wrong });
    expect(load).to.throw(
      ConfigError,
      /LBAAS_PHYSICAL_NETWORKS[^]*LBAAS_CONCURRENCY|LBAAS_CONCURRENCY[^]*LBAAS_PHYSICAL_NETWORKS/,
    );
    expect(load).to.throw(/LBAAS_NO_SUCH/);
    expect(load).to.throw(/amqp_url/);
  });

  it('prints no password', () => {
    const text = printConfig(loadConfig(AgentConfigSchema, { env }), AgentConfigSchema);
    expect(text).to.contain('amqp://u:***@mq/').and.not.to.contain('secret@');
  });

  it('makes a whole agent', () => {
    const config = loadConfig(AgentConfigSchema, { env: { ...env, LBAAS_STATE_DIR: '/nonexistent' } });
    const container = createContainer(config, createLogger({ name: 'test', level: 'silent' }));
    expect(container.get(AGENT)).to.equal(container.get(AGENT));
  });
});
