import { expect } from 'chai';
import { parseNetlinkLine } from './netlink-event.ts';

describe('parseNetlinkLine', () => {
  it('reads links, of this namespace and of others', () => {
    const flags = '<BROADCAST,MULTICAST,UP,LOWER_UP>';
    const tail = '\\    link/ether ae:3d:50:2f:e6:f7 brd ff:ff:ff:ff:ff:ff link-netns A';
    const link = {
      kind: 'link',
      deleted: false,
      up: true,
      carrier: true,
      mtu: 1450,
      macAddress: 'ae:3d:50:2f:e6:f7',
    };
    expect(
      parseNetlinkLine(
        `[nsid current]5: t0@if2: ${flags} mtu 1450 qdisc noqueue master br0 state UP ${tail}`,
      ),
    ).to.deep.equal({ ...link, namespace: 'own', link: 't0', master: 'br0' });
    expect(
      parseNetlinkLine(`[nsid 7]2: vip0@if5: ${flags} mtu 1450 qdisc noqueue state UP ${tail}`),
    ).to.deep.equal({
      ...link,
      namespace: 7,
      link: 'vip0',
      master: undefined,
    });
  });

  it('reads what has become of a link', () => {
    const down = parseNetlinkLine(
      '[nsid 0]2: vip0@if5: <NO-CARRIER,BROADCAST> mtu 1500 qdisc noqueue state DOWN',
    );
    expect(down).to.include({ up: false, carrier: false, deleted: false });
    const left = parseNetlinkLine(
      '[nsid current]Deleted 3: e1@e2: <UP,LOWER_UP> mtu 1500 master br0 state UP \\    ',
    );
    expect(left).to.include({ link: 'e1', deleted: true, master: 'br0' });
  });

  for (const [line, kind] of [
    ['[nsid 7]Deleted 2: vip0    inet 10.0.0.5/24 scope global vip0\\       valid_lft forever', 'address'],
    [
      '[nsid 7]Deleted 2: e2    inet6 2001:db8::5/64 scope global nodad \\       valid_lft forever',
      'address',
    ],
    ['[nsid 0]Deleted 32766:\tfrom all lookup main', 'rule'],
    ['[nsid 0]Deleted default via 10.0.0.1 dev e2 ', 'route'],
    ['[nsid 0]Deleted 10.0.0.0/24 dev vip0 proto kernel scope link src 10.0.0.5 ', 'route'],
    ['[nsid 0]Deleted local 10.0.0.5 dev vip0 table local proto kernel scope host src 10.0.0.5 ', 'route'],
    ['[nsid 0]Deleted 2001:db8::/64 dev vip0 proto kernel metric 256 pref medium', 'route'],
  ] as const) {
    it(`hears ${line}`, () => {
      expect(parseNetlinkLine(line)).to.include({ kind, deleted: true });
    });
  }

  it('hears where a bridge has seen a MAC address', () => {
    expect(parseNetlinkLine('[nsid current]dev eth1 lladdr 02:00:00:00:00:07 REACHABLE ')).to.deep.equal({
      kind: 'station',
      namespace: 'own',
      deleted: false,
      link: 'eth1',
      macAddress: '02:00:00:00:00:07',
    });
    for (const other of [
      '[nsid current]Deleted dev eth1 lladdr 02:00:00:00:00:07 REACHABLE ',
      '[nsid 7]dev eth1 lladdr 02:00:00:00:00:07 REACHABLE ',
      '[nsid current]dev eth1 lladdr 02:00:00:00:00:07 PERMANENT',
    ]) {
      expect(parseNetlinkLine(other), other).to.equal(undefined);
    }
  });

  it('hears whom the entry of an own address names', () => {
    const line = '[nsid 7]10.1.0.5 dev vip0 lladdr 02:00:00:00:00:07 extern_learn STALE ';
    const event = { kind: 'neighbour', namespace: 7, address: '10.1.0.5', macAddress: '02:00:00:00:00:07' };
    expect(parseNetlinkLine(line)).to.include(event);
  });

  for (const line of [
    '[nsid 7]10.1.0.1 dev vip0 lladdr 02:00:00:00:00:07 STALE ',
    '[nsid 7]10.1.0.9 dev vip0 INCOMPLETE ',
    '[nsid 7]10.1.0.9 dev vip0  FAILED ',
    '[nsid 7]fe80::1 dev vip0 lladdr 02:00:00:00:00:07 router REACHABLE ',
    '[nsid 7]Deleted 10.1.0.5 dev vip0 lladdr 02:00:00:00:00:07 extern_learn STALE ',
    '[nsid 7]Deleted fe80::/64 dev vip0 proto kernel metric 256 pref medium',
    '[nsid 7]local fe80::e8a4:e9ff:fed9:85f2 dev vip0 table local proto kernel metric 0 pref medium',
    '[nsid 7]Deleted 2: vip0    inet6 fe80::e8a4:e9ff:fed9:85f2/64 scope link tentative \\       valid_lft forever',
    '[nsid current]multicast ff00::/8 dev t0 table local proto kernel metric 256 pref medium',
    '[nsid 7]Deleted local ::1 dev lo table local proto kernel metric 0 pref medium',
    '    link/ether ae:3d:50:2f:e6:f7 brd ff:ff:ff:ff:ff:ff',
    '',
  ]) {
    it(`overlooks ${JSON.stringify(line)}`, () => {
      expect(parseNetlinkLine(line)).to.equal(undefined);
    });
  }
});
