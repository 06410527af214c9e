import { expect } from 'chai';
import { createLogger } from '../runtime/index.ts';
import { RouteRepair } from './route-repair.ts';
import { topology } from './topology.ts';

describe('RouteRepair', () => {
  it('looks three times in all for the many messages to an agent that is gone', async () => {
    let looks = 0;
    const withChannel = (): Promise<never> => {
      looks += 1;
      return Promise.reject(new Error('no such queue'));
    };
    const logger = createLogger({ name: 'test', level: 'silent' });
    const repair = new RouteRepair({ connection: { withChannel }, topology: topology('test'), logger });
    const to = { agent: 'gone' };
    expect(await Promise.all(Array.from({ length: 50 }, () => repair.repair(to)))).to.not.include(true);
    for (let n = 0; n < 50; n += 1) expect(await repair.repair(to)).to.equal(false);
    expect(looks).to.equal(3);
  });
});
