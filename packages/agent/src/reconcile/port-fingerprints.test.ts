import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { DesiredPort, ObservedPort } from '../host/index.ts';
import { PortFingerprints } from './port-fingerprints.ts';

const ID = 'device';
const desired: DesiredPort = {
  portId: 'port',
  link: 'vip0',
  macAddress: 'fa:16:3e:00:00:01',
  network: { id: 'net', type: 'local', physicalNetwork: undefined, mtu: 1500 },
  addresses: ['10.1.0.5/24'],
  routes: [],
};
const observed: ObservedPort = {
  namespace: true,
  tap: undefined,
  inside: undefined,
  strangers: [],
  addresses: ['10.1.0.5/24'],
  routes: [],
  neighbours: [],
  onLink: ['10.1.0.0/24'],
  loopback: true,
  bridge: undefined,
};

describe('PortFingerprints', () => {
  let clock: ManualClock;
  let shown: string;
  let fingerprints: PortFingerprints;

  const readInFull = (pid = 7): void => {
    const recall = fingerprints.recall(ID, [desired]);
    fingerprints.keep(ID, recall, { pid, desired: [desired], observed: [observed] });
  };
  const recalled = (port = desired) => fingerprints.recall(ID, [port]).recalled?.[0];

  beforeEach(() => {
    clock = new ManualClock();
    shown = 'as it was';
    fingerprints = new PortFingerprints({ fingerprint: (pid) => `${pid} ${shown}` }, clock);
    readInFull();
    readInFull();
  });

  it('recalls a port only when the fingerprint came before it was read, through the same process', () => {
    expect(recalled()).to.equal(observed);
    readInFull(8);
    expect(recalled()).to.equal(undefined);
    readInFull(8);
    expect(recalled()).to.equal(observed);
  });

  it('recalls nothing when the namespace shows anything else', () => {
    shown = 'another address';
    expect(recalled()).to.equal(undefined);
  });

  it('notices what changes between the fingerprint and the end of the reading', () => {
    const recall = fingerprints.recall(ID, [desired]);
    shown = 'changed meanwhile';
    fingerprints.keep(ID, recall, { pid: 7, desired: [desired], observed: [observed] });
    expect(recalled()).to.equal(undefined);
  });

  it('recalls nothing for another port', () => {
    expect(recalled({ ...desired, macAddress: 'fa:16:3e:00:00:02' })).to.equal(undefined);
  });

  it('recalls a port that shall have other addresses: it is known which ones it has', () => {
    expect(recalled({ ...desired, addresses: ['10.1.0.6/24'] })).to.equal(observed);
  });

  it('relies on a reading of any time, if it was marked before', () => {
    shown = 'changed by the work itself';
    const mark = fingerprints.mark(ID);
    fingerprints.keep(ID, mark, { pid: 7, desired: [desired], observed: [observed] });
    expect(recalled()).to.equal(observed);
  });

  it('asks for a reading in full within two seconds of the first change that did without', () => {
    expect(fingerprints.dueInMs(ID)).to.equal(undefined);
    fingerprints.relied(ID);
    clock.advance(1500);
    fingerprints.relied(ID);
    expect(fingerprints.dueInMs(ID)).to.equal(500);
    expect(recalled()).to.equal(observed);
    clock.advance(500);
    expect(recalled()).to.equal(undefined);
    readInFull();
    expect(fingerprints.dueInMs(ID)).to.equal(undefined);
    expect(recalled()).to.equal(observed);
  });

  it('reads in full when asked to, and once it has dropped the device', () => {
    fingerprints.forget(ID);
    expect(recalled()).to.equal(undefined);
    readInFull();
    expect(recalled()).to.equal(observed);
    fingerprints.drop(ID);
    readInFull();
    expect(recalled()).to.equal(undefined);
  });

  it('recalls nothing on a host that cannot tell', () => {
    fingerprints = new PortFingerprints({ fingerprint: () => undefined }, clock);
    readInFull();
    readInFull();
    expect(recalled()).to.equal(undefined);
  });
});
