import { type DeviceId, asAgentId, asDeviceId } from '@lbaas/common/domain';
import { expect } from 'chai';
import type { Candidate } from './candidate.ts';
import { surpluses } from './rebalance.ts';
import { leastDevices } from './scheduler.ts';
import { spread } from './spread.ts';

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const device = (n: number): DeviceId => asDeviceId(uuid(n));
const candidate = (n: number, fields: Partial<Candidate> = {}): Candidate => ({
  agentId: asAgentId(uuid(n)),
  host: `host-${n}`,
  alive: true,
  receives: true,
  adminStateUp: true,
  cordoned: false,
  leftOut: false,
  deviceDrivers: ['haproxy_ns'],
  physicalNetworks: [],
  networkTypes: ['flat', 'local'],
  carries: null,
  devices: 0,
  running: 0,
  ...fields,
});
const NEED = { isIdle: false, driver: 'haproxy_ns', physicalNetworks: [], networkTypes: [] };
const HOW = { scheduler: leastDevices, random: () => 0 };

describe('spread', () => {
  const devices = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ deviceId: device(n), need: NEED }));
  function perHost(hosts: readonly string[]): Readonly<Record<string, number>> {
    const sums: Record<string, number> = {};
    for (const host of hosts) sums[host] = (sums[host] ?? 0) + 1;
    return sums;
  }

  it('counts each choice for the next one', () => {
    const { assigned, stuck } = spread(
      devices(10),
      [candidate(1, { devices: 4 }), candidate(2), candidate(3)],
      HOW,
    );
    expect(perHost(assigned.map(({ host }) => host))).to.deep.equal({
      'host-1': 1,
      'host-2': 5,
      'host-3': 4,
    });
    expect(stuck).to.deep.equal([]);
  });

  it('gives nobody more than it can carry, and says why the rest is stuck', () => {
    const { assigned, stuck } = spread(
      devices(3),
      [candidate(1, { carries: 2 }), candidate(2, { alive: false })],
      HOW,
    );
    expect(assigned).to.have.length(2);
    expect(stuck).to.deep.equal([
      { deviceId: device(2), reason: 'no eligible agent among 2: 1 not reporting, 1 unable to carry more' },
    ]);
  });

  it('prefers those that have not failed of late', () => {
    const shaky = candidate(1, { leftOut: true });
    const both = spread(devices(2), [shaky, candidate(2, { devices: 50 })], HOW);
    expect(both.assigned.map(({ host }) => host)).to.deep.equal(['host-2', 'host-2']);
    expect(spread(devices(1), [shaky], HOW).assigned.map(({ host }) => host)).to.deep.equal(['host-1']);
  });
});

describe('surpluses', () => {
  const of = (...counts: readonly number[]) =>
    surpluses(counts.map((devices, n) => candidate(n, { devices }))).map(({ host, devices }) => [
      host,
      devices,
    ]);

  it('are what is above a fair share', () => {
    expect(of(10, 0)).to.deep.equal([['host-0', 5]]);
    expect(of(3, 4, 8)).to.deep.equal([['host-2', 3]]);
    expect(of(9, 9, 0)).to.deep.equal([
      ['host-0', 3],
      ['host-1', 3],
    ]);
  });

  it('are none where nothing would become fairer', () => {
    expect([of(), of(7), of(1, 0), of(4, 5, 4), of(0, 0)]).to.deep.equal([[], [], [], [], []]);
  });
});
