import { expect } from 'chai';
import * as checks from './checks.ts';

const taken = (check: (text: string) => unknown, texts: readonly string[]): void => {
  for (const text of texts) expect(check(text), text).to.equal(undefined);
};
const refused = (check: (text: string) => unknown, texts: readonly string[]): void => {
  for (const text of texts) expect(check(text), text).to.be.an('object');
};

describe('checks of what is typed', () => {
  it('takes the numbers that the API takes', () => {
    taken(checks.port, ['1', '80', '65535', ' 80 ']);
    refused(checks.port, ['0', '65536', '', '8o', '1.5', '-1', '1e3']);
    taken(checks.weight, ['0', '256']);
    refused(checks.weight, ['-1', '257']);
    taken(checks.connectionLimit, ['-1', '2147483647']);
    refused(checks.connectionLimit, ['-2', '2147483648']);
    taken(checks.retries, ['1', '10']);
    refused(checks.retries, ['0', '11']);
    refused(checks.seconds, ['0', '2147484']);
  });

  it('counts code points', () => {
    taken(checks.ofLength, ['', '😀'.repeat(255)]);
    refused(checks.ofLength, ['a'.repeat(256)]);
  });

  it('takes addresses in every spelling, and no others', () => {
    taken(checks.address, ['10.0.0.1', '2001:db8::1', '2001:DB8:0:0:0:0:0:1', '::1', '::ffff:10.0.0.1']);
    refused(checks.address, ['10.0.0', '10.0.0.256', '010.0.0.1', 'fe80::1%eth0', '2001:db8', 'web', '']);
    taken(checks.memberAddress, ['10.0.0.1', '8.8.8.8', 'fd00::1']);
    refused(checks.memberAddress, ['127.0.0.1', '0.0.0.0', '240.0.0.1', '::1', 'fe80::1', '::ffff:a00:1']);
  });

  it('wants the address of a VIP in its subnet', () => {
    const check = checks.vipAddress('10.0.0.0/24');
    taken(check, ['', '10.0.0.200']);
    expect(check('10.0.1.1')).to.deep.equal({ kind: 'notInSubnet', cidr: '10.0.0.0/24' });
    taken(checks.vipAddress('2001:db8::/64'), ['2001:db8::ffff']);
    refused(checks.vipAddress('2001:db8::/64'), ['2001:db8:0:1::1', '10.0.0.1']);
  });

  it('knows the alphabets of what goes into a configuration', () => {
    taken(checks.urlPath, ['/', '/healthz?full=1']);
    refused(checks.urlPath, ['', 'healthz', '/with space', `/${'a'.repeat(255)}`]);
    taken(checks.expectedCodes, ['200', '200,201, 202', '200-299']);
    refused(checks.expectedCodes, ['', '99', '600', '299-200', '200-', '200;201']);
    taken(checks.cookieName, ['JSESSIONID', 'a.b-c~d_e']);
    refused(checks.cookieName, ['', 'a b', 'a;b']);
    taken(checks.httpMethod, ['GET', 'HEAD']);
    refused(checks.httpMethod, ['get', 'CONNECT', '']);
  });

  it('compares fields that belong together', () => {
    expect(checks.delayOf('2', '3')).to.deep.equal({ kind: 'delay' });
    expect(checks.delayOf('3', '3')).to.equal(undefined);
    expect(checks.persistenceFor('TCP', 'HTTP_COOKIE')).to.deep.equal({ kind: 'cookiesNeedHttp' });
    expect(checks.persistenceFor('TCP', 'SOURCE_IP')).to.equal(undefined);
    expect(checks.persistenceFor('HTTP', 'APP_COOKIE')).to.equal(undefined);
  });
});
