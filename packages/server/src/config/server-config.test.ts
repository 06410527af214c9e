import { ConfigError, loadConfig, printConfig } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { ServerConfigSchema } from './server-config.ts';

const env = { LBAAS_DATABASE_URL: 'postgres://u:secret@db/x', LBAAS_AMQP_URL: 'amqp://u:secret@mq/' };

describe('ServerConfigSchema', () => {
  it('needs only the two URLs', () => {
    expect(loadConfig(ServerConfigSchema, { env })).to.deep.include({
      api_port: 9696,
      amqp_prefix: 'lbaas',
      scheduler: 'least-devices',
      agent_down_after: 8,
      api_max_wait: 30,
    });
    expect(loadConfig(ServerConfigSchema, { env })).not.to.have.property('api_fd');
  });

  it('names every problem at once', () => {
    const wrong = { LBAAS_API_PORT: 'x', LBAAS_SCHEDULER: 'random', LBAAS_NO_SUCH: '1' };
    try {
      loadConfig(ServerConfigSchema, { env: wrong });
      expect.fail('it was accepted');
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const text = error.problems.join('\n');
      for (const name of ['LBAAS_API_PORT', 'LBAAS_SCHEDULER', 'LBAAS_NO_SUCH', 'database_url', 'amqp_url']) {
        expect(text).to.contain(name);
      }
    }
  });

  it('prints no password', () => {
    const text = printConfig(loadConfig(ServerConfigSchema, { env }), ServerConfigSchema);
    expect(text).to.contain('postgres://u:***@db/x').and.not.to.contain('secret@');
  });
});
