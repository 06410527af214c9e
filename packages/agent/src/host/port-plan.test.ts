import { expect } from 'chai';
import fc from 'fast-check';
import { InMemoryHost } from './in-memory-host.ts';
import { planPort, planPorts } from './port-plan.ts';
import type { DesiredPort, ObservedPort } from './port.ts';
import { somePort } from './testing/ports.ts';

const desired = somePort();
const reached: ObservedPort = {
  namespace: true,
  tap: { index: 7, bridge: 'brq1', up: true },
  inside: { peerIndex: 7, macAddress: desired.macAddress, mtu: 1450, up: true },
  strangers: [],
  addresses: desired.addresses,
  routes: desired.routes,
  neighbours: [{ address: '10.1.0.5', macAddress: desired.macAddress }],
  onLink: ['10.1.0.0/24', '2001:db8:1::/64'],
  loopback: true,
  bridge: 'brq1',
};
const kinds = (observed: Partial<ObservedPort>): string[] =>
  planPort(desired, { ...reached, ...observed }).map((step) => step.kind);

describe('planPort', () => {
  it('does nothing when the port is there', () => {
    expect(kinds({})).to.deep.equal([]);
  });

  it('makes everything where there is nothing', () => {
    const nothing = { namespace: false, tap: undefined, inside: undefined, addresses: [], routes: [] };
    expect(kinds({ ...nothing, bridge: undefined })).to.deep.equal(['plug']);
  });

  it('clears half-made pairs away before it plugs', () => {
    expect(planPort(desired, { ...reached, inside: undefined })[0]).to.deep.include({
      kind: 'unplug',
      links: [{ end: 'tap', name: `tap${desired.portId.slice(0, 11)}` }],
    });
    expect(planPort(desired, { ...reached, tap: undefined })[0]).to.deep.include({
      kind: 'unplug',
      links: [{ end: 'inside', name: 'vip0' }],
    });
  });

  it('keeps connections through a change of gateway', () => {
    const route = { destination: '0.0.0.0/0', via: '10.1.0.9' };
    expect(kinds({ routes: [route, ...desired.routes.slice(1)] })).to.deep.equal(['route.replace']);
  });

  it('brings back what the kernel made itself', () => {
    expect(planPort(desired, { ...reached, onLink: ['10.1.0.0/24'] })).to.deep.equal([
      { kind: 'subnet.replace', subnet: '2001:db8:1::/64', address: '2001:db8:1::5/64' },
    ]);
    expect(kinds({ loopback: false })).to.deep.equal(['link.up']);
    const alone = { ...desired, addresses: ['10.1.0.5/32'], routes: [] };
    expect(planPort(alone, { ...reached, addresses: ['10.1.0.5/32'], routes: [], onLink: [] })).to.deep.equal(
      [],
    );
  });

  it('watches who else uses its IPv4 addresses', () => {
    const rival = [{ address: '10.1.0.5', macAddress: 'fa:16:3e:00:00:99' }];
    expect(planPort(desired, { ...reached, neighbours: rival })).to.deep.equal([
      { kind: 'neighbour.watch', address: '10.1.0.5/24', rival: 'fa:16:3e:00:00:99' },
    ]);
    // The link has its own again since the rival was heard.
    expect(kinds({ neighbours: [...rival, ...reached.neighbours] })).to.deep.equal(['neighbour.watch']);
    expect(kinds({ neighbours: [] })).to.deep.equal(['neighbour.watch']);
  });

  it('looks at each of many addresses a few times, not once for each other one', () => {
    const MANY = 300;
    const addresses = Array.from({ length: MANY }, (_, n) => `10.1.${n >> 8}.${n & 255}/32`);
    let looks = 0;
    const counted = <T>(items: readonly T[]): T[] =>
      new Proxy([...items], {
        get(list, key, receiver) {
          if (/^\d+$/.test(String(key))) looks += 1;
          return Reflect.get(list, key, receiver) as unknown;
        },
      });
    const neighbours = counted(
      addresses.map((address) => ({ address: address.slice(0, -3), macAddress: desired.macAddress })),
    );
    const wanted = { ...desired, addresses: counted([...addresses, '10.1.0.5/24']) };
    const seen = { ...reached, neighbours, addresses: counted(addresses.toReversed()), onLink: [] };
    expect(planPort(wanted, seen)).to.deep.equal([{ kind: 'address.add', address: '10.1.0.5/24' }]);
    expect(looks).to.be.within(MANY, 20 * MANY);
  });

  it('goes to the bridge of the network, wherever it is now', () => {
    expect(kinds({ tap: { index: 7, bridge: undefined, up: true } })).to.deep.equal(['bridge.attach']);
    expect(kinds({ bridge: undefined })).to.deep.equal(['bridge.attach']);
  });

  it('makes the namespace and removes strange links once, however many ports there are', () => {
    const nothing = { ...reached, tap: undefined, inside: undefined, addresses: [], routes: [] };
    const other = somePort({ link: 'qr1' });
    const first = planPorts(
      [desired, other],
      [
        { ...nothing, namespace: false },
        { ...nothing, namespace: false },
      ],
    );
    expect(first.map(({ port, steps }) => [port.link, steps])).to.deep.equal([
      ['vip0', [{ kind: 'plug', reason: 'no namespace', namespace: true }]],
      ['qr1', [{ kind: 'plug', reason: 'no port', namespace: false }]],
    ]);
    const strange = { ...reached, strangers: ['dummy0'] };
    const inside = { peerIndex: 7, macAddress: other.macAddress, mtu: 1450, up: true };
    const neighbours = [{ address: '10.1.0.5', macAddress: other.macAddress }];
    expect(planPorts([desired, other], [strange, { ...strange, inside, neighbours }])).to.deep.equal([
      {
        port: desired,
        steps: [
          { kind: 'unplug', reason: 'not a link of this device', links: [{ end: 'inside', name: 'dummy0' }] },
        ],
      },
    ]);
  });

  it('leads anywhere, from anywhere, in one go', async () => {
    const octet = fc.integer({ min: 2, max: 9 });
    const port = fc
      .record({
        portId: fc.constantFrom(desired.portId, somePort().portId),
        macAddress: fc.constantFrom('fa:16:3e:00:00:01', 'fa:16:3e:00:00:02'),
        mtu: fc.constantFrom(1400, 1500),
        hosts: fc.uniqueArray(octet, { minLength: 1, maxLength: 3 }),
        gateway: fc.option(octet),
      })
      .map(({ portId, macAddress, mtu, hosts, gateway }): DesiredPort => ({
        portId,
        link: 'vip0',
        macAddress,
        network: { ...desired.network, mtu },
        addresses: hosts.map((host) => `10.1.0.${host}/24`),
        routes:
          gateway === null ? [] : [{ destination: '0.0.0.0/0', via: `10.1.0.1${gateway}`, onlink: false }],
      }));
    await fc.assert(
      fc.asyncProperty(fc.array(port, { minLength: 1, maxLength: 6 }), async (wishes) => {
        const host = new InMemoryHost();
        for (const wish of wishes) {
          await host.applyPorts('d', planPorts([wish], await host.observePorts('d', [wish])));
          expect(planPorts([wish], await host.observePorts('d', [wish]))).to.deep.equal([]);
        }
      }),
    );
  });
});
