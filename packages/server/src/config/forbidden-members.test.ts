import { ConfigError } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { formatCidr } from '../usecases/network/cidr.ts';
import { readForbiddenMembers } from './forbidden-members.ts';

describe('readForbiddenMembers', () => {
  it('reads prefixes of both versions', () => {
    const prefixes = readForbiddenMembers(['10.20.0.0/16', '2001:DB8::/32']).map(formatCidr);
    expect(prefixes).to.deep.equal(['10.20.0.0/16', '2001:db8::/32']);
    expect(readForbiddenMembers([])).to.deep.equal([]);
  });

  it('names everything that is none', () => {
    expect(() => readForbiddenMembers(['10.0.0.1', '10.0.0.0/8', 'lan'])).to.throw(
      ConfigError,
      /10\.0\.0\.1 is not a prefix\n.*lan is not a prefix/,
    );
  });
});
