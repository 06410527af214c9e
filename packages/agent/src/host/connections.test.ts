import { expect } from 'chai';
import { entriesIn, mayHaveConnections, namesOneOf } from './connections.ts';

const TRACKED = [
  'ipv4     2 tcp      6 431999 ESTABLISHED src=192.168.10.230 dst=192.168.10.227 sport=36112 dport=80 ' +
    'src=10.0.0.11 dst=192.168.10.230 sport=80 dport=36112 [ASSURED] mark=0 zone=0 use=2',
  'ipv6     10 icmpv6   58 29 src=fd00:000a:0000:0000:0000:0000:0000:0230 ' +
    'dst=fd00:000a:0000:0000:0000:0000:0000:0227 type=128 code=0 id=7 src=fd00:000b:0000:0000:0000:0000:0000:0011 ' +
    'dst=fd00:000a:0000:0000:0000:0000:0000:0230 type=129 code=0 id=7 mark=0 zone=0 use=2',
].join('\n');

describe('connections that the kernel tracks', () => {
  it('are found by either of their ends, in both families', () => {
    for (const address of ['192.168.10.227', '10.0.0.11', 'fd00:a::227', 'fd00:b::11'])
      expect(namesOneOf(TRACKED, [address]), address).to.equal(true);
    expect(namesOneOf(TRACKED, ['192.168.10.22', '10.0.0.1', 'fd00:a::22', 'fd00:a::2270'])).to.equal(false);
    expect(namesOneOf('', ['192.168.10.227'])).to.equal(false);
  });

  it('are counted', () => {
    const heads = 'entries  clashres found\n';
    expect(entriesIn(`${heads}0000001f  00000000 00000000\n0000001f  00000000 00000000\n`)).to.equal(31);
    expect(entriesIn(heads)).to.deep.equal(Number.NaN);
  });

  it('may be there where nobody can see them', () => {
    expect(mayHaveConnections(undefined, ['192.168.10.227'])).to.equal(true);
    // Above the highest id of a process.
    expect(mayHaveConnections(2 ** 22 + 1, ['192.168.10.227'])).to.equal(true);
  });
});
