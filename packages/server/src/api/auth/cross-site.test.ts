import type { IncomingHttpHeaders } from 'node:http';
import { expect } from 'chai';
import { ApiError } from '../../usecases/errors.ts';
import { refuseCrossSite, requirePage } from './cross-site.ts';

describe('calls that pages of other origins could make', () => {
  const cookie = `lbaas_session=${'a'.repeat(43)}`;
  const outcome = (check: typeof refuseCrossSite, method: string, headers: IncomingHttpHeaders): string => {
    try {
      check({ method, headers });
      return 'in';
    } catch (error) {
      return error instanceof ApiError ? error.code : String(error);
    }
  };
  const cases: readonly (readonly [string, string, IncomingHttpHeaders, string])[] = [
    ['a read with the cookie', 'GET', { cookie }, 'in'],
    ['a change with the cookie alone', 'POST', { cookie }, 'CrossSiteRequest'],
    ['a change with the cookie and the header', 'POST', { cookie, 'x-lbaas-page': '1' }, 'in'],
    ['another value of the header', 'DELETE', { cookie, 'x-lbaas-page': '0' }, 'CrossSiteRequest'],
    ['a token beside the cookie', 'PUT', { cookie, 'x-auth-token': 't' }, 'in'],
    ['other cookies', 'PUT', { cookie: 'a=b; xlbaas_sessionx=c' }, 'in'],
    ['a program', 'POST', { host: 'lb' }, 'in'],
    ['the same origin', 'POST', { host: 'lb:9696', origin: 'http://lb:9696' }, 'in'],
    ['another origin', 'POST', { host: 'lb:9696', origin: 'https://evil.example' }, 'CrossSiteRequest'],
    ['a sandboxed page', 'POST', { host: 'lb', origin: 'null' }, 'CrossSiteRequest'],
    ['another site, as browsers name it', 'POST', { 'sec-fetch-site': 'cross-site' }, 'CrossSiteRequest'],
    [
      'a page behind a proxy',
      'POST',
      { host: 'a', origin: 'http://b', 'sec-fetch-site': 'same-origin' },
      'in',
    ],
    ['the address bar', 'POST', { 'sec-fetch-site': 'none' }, 'in'],
  ];
  for (const [what, method, headers, expected] of cases) {
    it(`${expected === 'in' ? 'let in' : 'refuse'} ${what}`, () => {
      expect(outcome(refuseCrossSite, method, headers)).to.equal(expected);
    });
  }

  it('need the header where only the page has business', () => {
    expect(outcome(requirePage, 'POST', {})).to.equal('CrossSiteRequest');
    expect(outcome(requirePage, 'POST', { 'x-lbaas-page': '1' })).to.equal('in');
    expect(outcome(requirePage, 'GET', {})).to.equal('in');
  });
});
