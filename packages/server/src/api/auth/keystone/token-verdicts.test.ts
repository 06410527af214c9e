import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { apiError } from '../../../usecases/errors.ts';
import { type TokenVerdict, TokenVerdicts } from './token-verdicts.ts';

describe('TokenVerdicts', () => {
  const clock = new ManualClock();
  const refused: TokenVerdict = { kind: 'refused', error: apiError('HTTPUnauthorized', { reason: 'no' }) };
  const caller = (): TokenVerdict => ({
    kind: 'caller',
    caller: { projectId: 'p', roles: ['member'], isAdmin: false },
    expiresAtMs: clock.now().getTime() + 3_600_000,
  });

  it('is bounded, and keeps callers through a flood of what is refused', () => {
    const cache = new TokenVerdicts(60_000, clock);
    const known = caller();
    cache.set('good', known);
    for (let n = 0; n < 20_000; n += 1) cache.set(`bad-${n}`, refused);
    expect(cache.get('good')).to.equal(known);
    expect(cache.get('bad-19999')).to.equal(refused);
    expect(cache.get('bad-9999')).to.equal(undefined);
    for (let n = 0; n < 10_000; n += 1) cache.set(`good-${n}`, known);
    expect(cache.get('good')).to.equal(undefined);
  });

  it('goes by the newest verdict', () => {
    const cache = new TokenVerdicts(60_000, clock);
    cache.set('token', caller());
    cache.set('token', refused);
    expect(cache.get('token')).to.equal(refused);
    cache.set('token', caller());
    expect(cache.get('token')?.kind).to.equal('caller');
  });

  it('remembers nothing without time', () => {
    const cache = new TokenVerdicts(0, clock);
    cache.set('token', caller());
    expect(cache.get('token')).to.equal(undefined);
  });
});
