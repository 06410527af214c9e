import { expect } from 'chai';
import { tapOf } from '../names.ts';
import { somePort } from '../testing/ports.ts';
import type { LinkEvent } from './netlink-event.ts';
import { WatchTable } from './watch-table.ts';

const port = somePort();
const link = (changes: Partial<LinkEvent>): LinkEvent => ({
  kind: 'link',
  namespace: 'own',
  link: 'tap1',
  deleted: false,
  up: true,
  carrier: true,
  mtu: 1450,
  macAddress: port.macAddress,
  master: 'brq1',
  ...changes,
});

describe('WatchTable', () => {
  let table: WatchTable;
  beforeEach(() => {
    table = new WatchTable();
    const bridge = { link: 'brq1', carrier: false };
    const needs = [{ link: 'tap1', master: 'brq1', mtu: 1450, carrier: false }, bridge];
    table.set('one', {
      nsid: 7,
      ports: [port],
      needs: [...needs, { link: 'eth1', master: 'brq1', carrier: true }],
    });
    table.set('two', { nsid: 8, ports: [port], needs: [bridge] });
  });

  const lost = (event: LinkEvent): (boolean | undefined)[] => [
    table.concerned(event).find(({ namespace }) => namespace === 'one')?.lost,
    table.concerned(event).find(({ namespace }) => namespace === 'two')?.lost,
  ];

  it('asks of each link what its dependants need', () => {
    expect(lost(link({}))).to.deep.equal([false, undefined]);
    for (const harm of [
      { deleted: true },
      { up: false },
      { master: undefined },
      { master: 'br9' },
      { mtu: 1400 },
    ]) {
      expect(lost(link(harm)), JSON.stringify(harm)).to.deep.equal([true, undefined]);
    }
    expect(lost(link({ carrier: false }))).to.deep.equal([false, undefined]);
    expect(lost(link({ link: 'eth1', carrier: false }))).to.deep.equal([true, undefined]);
    expect(lost(link({ link: 'brq1', master: undefined, carrier: false }))).to.deep.equal([false, false]);
    expect(lost(link({ link: 'brq1', up: false }))).to.deep.equal([true, true]);
    expect(lost(link({ link: 'eth9', deleted: true }))).to.deep.equal([undefined, undefined]);
  });

  it('knows what belongs into a namespace', () => {
    const inside = { namespace: 7, link: 'vip0', master: undefined } as const;
    expect(lost(link(inside))).to.deep.equal([false, undefined]);
    for (const harm of [{ up: false }, { carrier: false }, { mtu: 1 }, { macAddress: 'fa:16:3e:00:00:00' }]) {
      expect(lost(link({ ...inside, ...harm })), JSON.stringify(harm)).to.deep.equal([true, undefined]);
    }
    expect(lost(link({ ...inside, link: 'lo', macAddress: '00:00:00:00:00:00', mtu: 65_536 }))[0]).to.equal(
      false,
    );
    expect(lost(link({ ...inside, link: 'lo', up: false }))[0]).to.equal(true);
    const address = { kind: 'address', namespace: 8 } as const;
    expect(table.concerned({ ...address, deleted: true })).to.deep.equal([{ namespace: 'two', lost: true }]);
    expect(table.concerned({ ...address, deleted: false })).to.deep.equal([
      { namespace: 'two', lost: false },
    ]);
  });

  it('knows whose MAC address comes from elsewhere', () => {
    const station = { kind: 'station', namespace: 'own', deleted: false, link: 'eth1' } as const;
    const { macAddress } = port;
    const concerns = table.concerned({ ...station, macAddress });
    expect(concerns).to.deep.equal([
      { namespace: 'one', lost: true },
      { namespace: 'two', lost: true },
    ]);
    expect(table.concerned({ ...station, macAddress, link: tapOf(port.portId) })).to.deep.equal([]);
    expect(table.concerned({ ...station, macAddress: '02:00:00:00:00:09' })).to.deep.equal([]);
    table.delete('one');
    expect(table.concerned({ ...station, macAddress })).to.deep.equal([{ namespace: 'two', lost: true }]);
  });

  it('forgets a namespace, and gives its number to the next one that has it', () => {
    table.set('three', { nsid: 7, ports: [port], needs: [] });
    table.delete('one');
    const event = { kind: 'address', namespace: 7, deleted: true } as const;
    expect(table.concerned(event)).to.deep.equal([{ namespace: 'three', lost: true }]);
    expect(lost(link({}))).to.deep.equal([undefined, undefined]);
    expect(table.has('one')).to.equal(false);
  });
});
