import { expect } from 'chai';
import { trustedCidr } from '../../usecases/network/cidr.ts';
import { clientNetwork } from './client-network.ts';

const TRUSTED = ['127.0.0.0/8', '::1/128', '10.0.0.0/8'].map(trustedCidr);

const from = (remote: string, forwardedFor?: string): string =>
  clientNetwork(remote, forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }, TRUSTED);

describe('clientNetwork', () => {
  it('is an address in IPv4, and what a customer has in IPv6', () => {
    expect(from('192.0.2.1')).to.equal('192.0.2.1/32');
    expect(from('::ffff:192.0.2.1')).to.equal('192.0.2.1/32');
    expect(from('2001:db8:1:2:3:4:5:6')).to.equal('2001:db8:1:2::/64');
    expect(from('2001:db8:1:2::7')).to.equal('2001:db8:1:2::/64');
  });

  it('believes trusted proxies only', () => {
    expect(from('192.0.2.1', '198.51.100.7')).to.equal('192.0.2.1/32');
    expect(from('127.0.0.1', '198.51.100.7')).to.equal('198.51.100.7/32');
    expect(from('::ffff:127.0.0.1', '198.51.100.7')).to.equal('198.51.100.7/32');
  });

  it('goes back along the proxies to the first that is not trusted', () => {
    expect(from('127.0.0.1', '1.1.1.1, 198.51.100.7 ,10.1.1.1')).to.equal('198.51.100.7/32');
    expect(from('127.0.0.1', '1.1.1.1, 192.0.2.1, 198.51.100.7')).to.equal('198.51.100.7/32');
    expect(from('127.0.0.1', '10.1.1.2, 10.1.1.1')).to.equal('10.1.1.2/32');
  });

  it('takes what is no address for itself', () => {
    expect(from('')).to.equal('');
    expect(from('127.0.0.1', 'unknown')).to.equal('unknown');
    expect(from('127.0.0.1', '192.0.2.1, x')).to.equal('x');
    expect(from('127.0.0.1', ' , ,')).to.equal('127.0.0.1/32');
  });

  it('bounds text, and tells texts apart that begin alike', () => {
    const long = 'x'.repeat(10_000);
    expect(from('127.0.0.1', long)).to.have.length(64);
    expect(from('127.0.0.1', `${long}1`)).not.to.equal(from('127.0.0.1', `${long}2`));
    const keyOfLong = from('127.0.0.1', long);
    expect(from('127.0.0.1', keyOfLong)).not.to.equal(keyOfLong);
  });
});
