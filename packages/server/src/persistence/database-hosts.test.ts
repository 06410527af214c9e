import { expect } from 'chai';
import { DatabaseHosts, urlsOfHosts } from './database-hosts.ts';

describe('urlsOfHosts', () => {
  it('gives each host a URL of its own, with the rest of the given one', () => {
    expect(urlsOfHosts('postgres://u:p%40w@a:5432,b,[fd00::1]:7/x?sslmode=require')).to.deep.equal([
      'postgres://u:p%40w@a:5432/x?sslmode=require',
      'postgres://u:p%40w@b/x?sslmode=require',
      'postgres://u:p%40w@[fd00::1]:7/x?sslmode=require',
    ]);
  });

  it('gives each directory of a unix socket a URL of its own', () => {
    expect(urlsOfHosts('postgres://u@/x?host=%2Fa%2C/b')).to.deep.equal([
      'postgres://u@/x?host=%2Fa',
      'postgres://u@/x?host=%2Fb',
    ]);
  });

  it('leaves a single host as it is', () => {
    for (const url of ['postgres://u@a/x', 'postgres://u@/x?host=/a', 'postgres://u@/x'])
      expect(urlsOfHosts(url)).to.deep.equal([url]);
  });
});

describe('DatabaseHosts', () => {
  it('moves on once, however many connections have failed, and comes round', () => {
    const hosts = new DatabaseHosts({ url: 'postgres://u@a,b/x' });
    const [a = '', b = ''] = hosts.urls;
    for (let n = 0; n < 3; n += 1) hosts.skip(a);
    expect([hosts.current, hosts.skips]).to.deep.equal([b, 1]);
    hosts.skip(b);
    expect([hosts.current, hosts.skips]).to.deep.equal([a, 2]);
  });
});
