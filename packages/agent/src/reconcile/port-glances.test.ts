import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { DesiredPort, ObservedPort } from '../host/index.ts';
import { PortGlances } from './port-glances.ts';

const ID = 'device';
const desired: DesiredPort = {
  portId: 'port',
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
  bridge: undefined,
};

describe('PortGlances', () => {
  let clock: ManualClock;
  let shown: string;
  let glances: PortGlances;

  const readInFull = (pid = 7): void => {
    const look = glances.look(ID, desired);
    glances.read(ID, look, { pid, desired, observed });
  };
  const recalled = (port = desired) => glances.look(ID, port).recalled;

  beforeEach(() => {
    clock = new ManualClock();
    shown = 'as it was';
    glances = new PortGlances({ glance: (pid) => `${pid} ${shown}` }, clock);
    readInFull();
    readInFull();
  });

  it('recalls a port only when the glance came before it was read, through the same process', () => {
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

  it('notices what changes between the glance and the end of the reading', () => {
    const look = glances.look(ID, desired);
    shown = 'changed meanwhile';
    glances.read(ID, look, { pid: 7, desired, observed });
    expect(recalled()).to.equal(undefined);
  });

  it('recalls nothing for another port', () => {
    expect(recalled({ ...desired, addresses: ['10.1.0.6/24'] })).to.equal(undefined);
    expect(recalled({ ...desired, macAddress: 'fa:16:3e:00:00:02' })).to.equal(undefined);
  });

  it('asks for a reading in full within two seconds of the first change that did without', () => {
    expect(glances.dueInMs(ID)).to.equal(undefined);
    glances.recalled(ID);
    clock.advance(1500);
    glances.recalled(ID);
    expect(glances.dueInMs(ID)).to.equal(500);
    expect(recalled()).to.equal(observed);
    clock.advance(500);
    expect(recalled()).to.equal(undefined);
    readInFull();
    expect(glances.dueInMs(ID)).to.equal(undefined);
    expect(recalled()).to.equal(observed);
  });

  it('reads in full when told to, and once it has dropped the device', () => {
    glances.forget(ID);
    expect(recalled()).to.equal(undefined);
    readInFull();
    expect(recalled()).to.equal(observed);
    glances.drop(ID);
    readInFull();
    expect(recalled()).to.equal(undefined);
  });

  it('recalls nothing on a host that cannot tell', () => {
    glances = new PortGlances({ glance: () => undefined }, clock);
    readInFull();
    readInFull();
    expect(recalled()).to.equal(undefined);
  });
});
