import { systemClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { Judgement } from './keystone-client.ts';
import { TokenValidator } from './token-validator.ts';

describe('TokenValidator', () => {
  const serviceToken = { current: async () => 'ours', drop: () => undefined };
  const roles = { admin: ['admin'], member: ['member'], reader: ['reader'] };
  const failureOf = (work: Promise<unknown>) => work.then(String, (error: Error) => error.name);

  it('takes a caller that has not had its turn for no fault of Keystone', async () => {
    const client = { validate: () => new Promise<Judgement>(() => undefined) };
    const validator = new TokenValidator({ client, serviceToken, roles, timeoutMs: 50, clock: systemClock });
    const first = Array.from({ length: 16 }, (_, n) => validator.judge(`first-${n}`, 'token'));
    const late = validator.judge('late', 'token');
    expect(new Set(await Promise.all(first.map(failureOf)))).to.deep.equal(new Set(['KeystoneError']));
    expect(await failureOf(late)).to.equal('SlotsFull');
  });
});
