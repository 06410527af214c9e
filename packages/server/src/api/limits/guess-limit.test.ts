import { ManualClock, Metrics } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { ApiError, apiError } from '../../usecases/errors.ts';
import { trustedCidr } from '../../usecases/network/cidr.ts';
import { GuessLimit } from './guess-limit.ts';

describe('GuessLimit', () => {
  let clock: ManualClock;
  let limit: GuessLimit;
  let looks: number;

  beforeEach(() => {
    clock = new ManualClock();
    looks = 0;
    const trustedProxies = [trustedCidr('127.0.0.0/8')];
    limit = new GuessLimit({ perSecond: 1, trustedProxies, clock, metrics: new Metrics() });
  });

  const unauthorized = () => apiError('HTTPUnauthorized', { reason: 'no' });
  const look = (error?: Error) => async () => {
    looks += 1;
    if (error !== undefined) throw error;
    return 'in';
  };
  const outcome = (token: string, work: () => Promise<string>, address = '192.0.2.1'): Promise<string> =>
    limit
      .run({ 'x-auth-token': token }, address, work)
      .catch((error: unknown) => (error instanceof ApiError ? error.code : String(error)));
  const guess = (count: number, address?: string): Promise<string[]> =>
    Promise.all(
      Array.from({ length: count }, (_, index) => outcome(`wrong ${index}`, look(unauthorized()), address)),
    );

  it('looks at so many wrong tokens of an address, however many come at once', async () => {
    const outcomes = await guess(30);
    expect(outcomes.filter((each) => each === 'HTTPUnauthorized')).to.have.length(10);
    expect(outcomes.filter((each) => each === 'HTTPTooManyRequests')).to.have.length(20);
    expect(looks).to.equal(10);
    clock.advance(1000);
    expect(await guess(2)).to.deep.equal(['HTTPUnauthorized', 'HTTPTooManyRequests']);
  });

  it('does not tell whether a token is good then, but lets known ones in', async () => {
    expect(await outcome('known', look())).to.equal('in');
    await guess(30);
    expect(await outcome('unknown', look())).to.equal('HTTPTooManyRequests');
    expect(await outcome('known', look())).to.equal('in');
    expect(await outcome('unknown', look(), '192.0.2.2')).to.equal('in');
    expect(await outcome('unknown', look())).to.equal('in');
  });

  it('does not charge for good tokens, nor for those that nobody could judge', async () => {
    for (let round = 0; round < 30; round += 1) {
      expect(await outcome(`good ${round}`, look())).to.equal('in');
      const away = apiError('ServiceUnavailable', { reason: 'away' });
      expect(await outcome(`any ${round}`, look(away))).to.equal('ServiceUnavailable');
      expect(await outcome(`any ${round}`, look(new Error('broken')))).to.equal('Error: broken');
    }
    expect((await guess(11)).filter((each) => each === 'HTTPUnauthorized')).to.have.length(10);
  });

  it('forgets a token that is good no longer', async () => {
    await outcome('revoked', look());
    await guess(30);
    expect(await outcome('revoked', look(unauthorized()))).to.equal('HTTPUnauthorized');
    expect(await outcome('revoked', look(unauthorized()))).to.equal('HTTPTooManyRequests');
  });

  it('tells clients behind a proxy apart', async () => {
    const through = (address: string, token: string, work: () => Promise<string>) =>
      limit
        .run({ 'x-auth-token': token, 'x-forwarded-for': address }, '127.0.0.1', work)
        .catch((error: unknown) => (error as ApiError).code);
    for (let round = 0; round < 11; round += 1) {
      await through('198.51.100.1', `wrong ${round}`, look(unauthorized()));
    }
    expect(await through('198.51.100.1', 'good', look())).to.equal('HTTPTooManyRequests');
    expect(await through('198.51.100.2', 'good', look())).to.equal('in');
  });
});
