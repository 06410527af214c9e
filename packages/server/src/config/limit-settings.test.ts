import { ConfigError } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { callLimits } from './limit-settings.ts';

const SETTINGS = {
  auth: 'token',
  api_rate_limit: 0,
  api_refused_token_limit: 0,
  api_trusted_proxies: ['10.0.0.0/8'],
};

describe('callLimits', () => {
  it('limits nothing where the settings are 0', () => {
    expect(callLimits(SETTINGS)).to.deep.equal({});
  });

  it('takes the calls of two seconds at once, unless a burst is set', () => {
    expect(callLimits({ ...SETTINGS, api_rate_limit: 20 }).rate).to.deep.equal({ perSecond: 20, burst: 40 });
    expect(callLimits({ ...SETTINGS, api_rate_limit: 20, api_rate_burst: 3 }).rate?.burst).to.equal(3);
  });

  it('limits refused tokens only where there is authentication', () => {
    expect(callLimits({ ...SETTINGS, api_refused_token_limit: 5 }).guesses?.perSecond).to.equal(5);
    expect(callLimits({ ...SETTINGS, api_refused_token_limit: 5, auth: 'noauth' })).to.deep.equal({});
  });

  it('names a proxy that is no prefix, whatever the limits are', () => {
    expect(() => callLimits({ ...SETTINGS, auth: 'noauth', api_trusted_proxies: ['10.0.0'] })).to.throw(
      ConfigError,
      'api_trusted_proxies: 10.0.0 is not a prefix',
    );
  });
});
