import { expect } from 'chai';
import { AddressJudge, type Sighting, inWords } from './address-judge.ts';

const VIP = '10.0.0.100';
const seen = (atMs: number, host: string, changes: Partial<Sighting> = {}): Sighting => ({
  atMs,
  network: 'd',
  host,
  kind: 'tcp',
  address: VIP,
  mac: 'fa:16:3e:00:00:01',
  peer: '10.0.0.2',
  ...changes,
});

const judged = (...sightings: Sighting[]): AddressJudge => {
  const judge = new AddressJudge();
  for (const sighting of sightings) judge.see(sighting);
  return judge;
};

describe('AddressJudge', () => {
  it('finds two hosts that answer at one moment, whatever the kind of the frames', () => {
    const { conflicts } = judged(
      seen(1000, 'agent-1', { kind: 'syn-ack' }),
      seen(1049, 'agent-2', { kind: 'arp' }),
      seen(1200, 'agent-1', { kind: 'rst' }),
    );
    expect(conflicts.map(inWords)).to.deep.equal([
      `${VIP}: syn-ack of agent-1 (fa:16:3e:00:00:01) to 10.0.0.2 at 1970-01-01T00:00:01.000Z and 49.0 ms later ` +
        'arp of agent-2 (fa:16:3e:00:00:01) to 10.0.0.2 at 1970-01-01T00:00:01.049Z',
    ]);
  });

  it('finds a single late frame of the former host in the middle of the answers of the next one', () => {
    const next = Array.from({ length: 100 }, (_, n) => seen(5000 + 40 * n, 'agent-2'));
    const late = seen(7003, 'agent-1');
    const all = [seen(1000, 'agent-1'), ...next, late].sort((one, other) => one.atMs - other.atMs);
    expect(judged(...all).conflicts.map(({ gapMs }) => gapMs)).to.deep.equal([3, 37]);
  });

  it('finds two ports of one host that answer', () => {
    const other = { mac: 'fa:16:3e:00:00:02' };
    expect(judged(seen(1000, 'agent-1'), seen(1001, 'agent-1', other)).conflicts).to.have.lengthOf(1);
  });

  it('takes one host after the other as in order, and keeps when each of them spoke', () => {
    const judge = judged(seen(1000, 'agent-1'), seen(1040, 'agent-1'), seen(4000, 'agent-2'));
    expect(judge.conflicts).to.deep.equal([]);
    const tenures = judge
      .tenuresOf(VIP)
      .map(({ host, fromMs, toMs, frames }) => [host, fromMs, toMs, frames]);
    expect(tenures).to.deep.equal([
      ['agent-1', 1000, 1040, 2],
      ['agent-2', 4000, 4000, 1],
    ]);
  });

  it('does not mix up addresses, nor the networks that one is routed through', () => {
    const judge = judged(
      seen(1000, 'agent-1'),
      seen(1001, 'agent-2', { address: '10.0.0.101' }),
      seen(1002, 'agent-2', { network: 's' }),
      seen(1003, 'agent-1'),
    );
    expect(judge.conflicts).to.deep.equal([]);
    expect(judge.tenuresOf(VIP, 'd')).to.have.lengthOf(1);
    expect(judge.tenuresOf(VIP)).to.have.lengthOf(2);
  });
});
