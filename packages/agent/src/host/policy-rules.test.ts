import { expect } from 'chai';
import { faultsOf } from './policy-rules.ts';

const LOCAL = { priority: 0, src: 'all', table: 'local', protocol: 'kernel' };
const MAIN = { priority: 32_766, src: 'all', table: 'main' };

describe('faults of policy rules', () => {
  it('are those that are missing, and those that are not of the kernel', () => {
    expect(faultsOf('ipv6', [LOCAL, MAIN])).to.deep.equal([]);
    expect(faultsOf('ipv6', [LOCAL])).to.deep.equal(['no ipv6 rule 32766 all main']);
    const stranger = { priority: 5, src: '10.0.0.0', srclen: 8, action: 'blackhole' };
    expect(faultsOf('ipv6', [LOCAL, stranger, MAIN])).to.deep.equal([
      'ipv6 rule 5 10.0.0.0 srclen 8 action blackhole',
    ]);
    expect(faultsOf('ipv6', [LOCAL, { ...MAIN, not: null, fwmark: '0x1' }])).to.deep.equal([
      'no ipv6 rule 32766 all main',
      'ipv6 rule 32766 all main not null fwmark 0x1',
    ]);
  });
});
