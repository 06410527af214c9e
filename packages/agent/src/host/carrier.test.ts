import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Carrier, carrierLinks, resolveCarrier, uplinkOf } from './carrier.ts';
import type { HostNetworks } from './host-networks.ts';
import type { Link } from './links.ts';
import { BRIDGE_MARK, bridgeOf } from './names.ts';
import type { PortNetwork } from './port.ts';
import { hasItsId } from './segment.ts';

const HOST: HostNetworks = { physical: new Map([['physnet1', 'eth1']]) };

describe('the carrier of a vlan network', () => {
  const network: PortNetwork = {
    id: randomUUID(),
    type: 'vlan',
    physicalNetwork: 'physnet1',
    segmentationId: 100,
    mtu: 1500,
  };
  const bridge = bridgeOf(network.id);

  const link = (name: string, changes: Partial<Link> = {}): Link => ({
    index: 1,
    name,
    peerIndex: undefined,
    kind: undefined,
    macAddress: 'fa:16:3e:00:00:01',
    mtu: 1500,
    up: true,
    carrier: true,
    master: undefined,
    mark: undefined,
    peerNamespace: undefined,
    segment: undefined,
    ...changes,
  });
  const vlan = (changes: Partial<Link> = {}): Link =>
    link('eth1.100', { kind: 'vlan', segment: { id: 100, over: 'eth1' }, ...changes });

  const carrier = (links: readonly Link[], host = HOST, of = network): Carrier =>
    resolveCarrier(of, uplinkOf(of, host), new Map(links.map((each) => [each.name, each])));

  it('depends on its own bridge, the VLAN interface and the trunk', () => {
    const names = carrierLinks(network, uplinkOf(network, HOST));
    expect(names).to.deep.equal([bridge, 'eth1.100', 'eth1']);
  });

  it('makes the interface on the trunk, which need not be in a bridge nor out of one', () => {
    for (const trunk of [link('eth1'), link('eth1', { master: 'brq-of-a-flat' })]) {
      const missing = carrier([trunk]);
      expect(missing).to.include({ kind: 'missing', bridge, exists: false });
      expect(missing).to.have.nested.property('uplink.macAddress', trunk.macAddress);
      expect(missing)
        .to.have.property('uplinkLines')
        .with.property('0', 'link add link eth1 name eth1.100 type vlan id 100');
    }
  });

  it('uses an interface that is there, and is ready once that is in the bridge', () => {
    const mine = link(bridge, { kind: 'bridge' });
    expect(carrier([link('eth1'), vlan()])).to.deep.include({ kind: 'missing', uplinkLines: [] });
    const ready = carrier([link('eth1'), vlan({ master: bridge, mark: BRIDGE_MARK }), mine]);
    expect(ready).to.deep.equal({ kind: 'ready', bridge, impediment: undefined });
    const theirs = carrier([link('eth1'), vlan({ master: 'br-own' })]);
    expect(theirs).to.include({ kind: 'ready', bridge: 'br-own' });
    const strayed = carrier([link('eth1'), vlan({ master: 'br-own', mark: BRIDGE_MARK }), mine]);
    expect(strayed).to.include({ kind: 'missing', exists: true });
  });

  it('makes one of its own anew when it is another VLAN, and leaves the operator his', () => {
    const other = { segment: { id: 7, over: 'eth1' } };
    const remade = carrier([link('eth1'), vlan({ ...other, mark: BRIDGE_MARK })]);
    expect(remade).to.have.property('uplinkLines').with.property('0', 'link del dev eth1.100');
    expect(() => carrier([link('eth1'), vlan(other)])).to.throw(
      'eth1.100 exists and is not vlan 100 over eth1',
    );
  });

  it('takes the place of what a network before it has left under another name, and of nothing else', () => {
    const segment = uplinkOf(network, HOST)?.segment;
    if (segment === undefined) throw new Error('no segment');
    const left = vlan({ name: 'vln0123456789a', mark: BRIDGE_MARK });
    const others = [
      { mark: undefined },
      { name: segment.name },
      { kind: 'vxlan' },
      { segment: { id: 101, over: 'eth1' } },
      { segment: { id: 100, over: 'eth2' } },
    ].map((changes) => ({ ...left, ...changes }));
    expect([left, ...others].filter((each) => hasItsId(segment, each))).to.deep.equal([left]);
  });

  it('has a name of its own where the usual one is too long', () => {
    const host: HostNetworks = { physical: new Map([['physnet1', 'enp130s0f0np0']]) };
    expect(uplinkOf(network, host)?.link).to.equal(`vln${network.id.slice(0, 11)}`);
  });

  it('says what the host lacks', () => {
    expect(() => carrier([], { physical: new Map() })).to.throw(
      'no interface is configured for physical network physnet1',
    );
    expect(() => carrier([])).to.throw('interface eth1 of physical network physnet1 does not exist');
    const mine = link(bridge, { kind: 'bridge' });
    const dark = carrier([link('eth1', { carrier: false }), vlan({ master: bridge }), mine]);
    expect(dark).to.include({ impediment: 'interface eth1 of physical network physnet1 has no carrier' });
    // The kernel sets its VLAN interfaces down too.
    expect(() => carrier([link('eth1', { up: false }), vlan({ master: bridge, up: false }), mine])).to.throw(
      'interface eth1 of physical network physnet1 is down',
    );
  });
});
