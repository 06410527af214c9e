import { expect } from 'chai';
import { createLogger } from './logger.ts';
import { Metrics } from './metrics.ts';
import { currentRequestId, traces } from './trace.ts';

describe('createLogger', () => {
  it('writes ISO time, the request id of the context, and no secrets', () => {
    const lines: string[] = [];
    const logger = createLogger({
      name: 'server',
      level: 'info',
      destination: { write: (l) => lines.push(l) },
    });
    traces.run({ requestId: 'req-1' }, () => logger.info({ user: { password: 'x' } }, 'in'));
    logger.info({ token: 'x' }, 'out');
    logger.debug('hidden');
    const [inside, outside] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).to.have.length(2);
    expect(inside).to.deep.include({
      name: 'server',
      request_id: 'req-1',
      user: { password: '***' },
      msg: 'in',
    });
    expect(inside?.['time']).to.match(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(outside).to.include({ token: '***' }).and.not.to.have.property('request_id');
  });

  it('knows no request id outside of a context', () => {
    expect(currentRequestId()).to.equal(undefined);
  });
});

describe('Metrics', () => {
  it('renders what was counted, and gives one metric for one name', async () => {
    const metrics = new Metrics();
    metrics.counter('lbaas_x_total', 'Times x.', ['how']).inc({ how: 'well' });
    metrics.counter('lbaas_x_total', 'Times x.', ['how']).inc({ how: 'well' });
    metrics.gauge('lbaas_y', 'Level of y.').set(3);
    metrics.histogram('lbaas_z_seconds', 'Time of z.', [], [1]).observe(0.5);
    const text = await metrics.render();
    expect(text).to.include('lbaas_x_total{how="well"} 2');
    expect(text).to.include('lbaas_y 3');
    expect(text).to.include('lbaas_z_seconds_bucket{le="1"} 1');
  });

  it('keeps the metrics of two processes in one Node apart', async () => {
    new Metrics().counter('lbaas_x_total', 'Times x.').inc();
    expect(await new Metrics().render()).not.to.include('lbaas_x_total');
  });
});
