import { tmpdir } from 'node:os';
import { ManualClock, Metrics, createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { HostCapacity } from './host-capacity.ts';
import { type LimitReading, devicesCarried, tightest } from './host-limits.ts';
import { readLimits } from './read-limits.ts';

const table = (used: number): LimitReading => ({ limit: 'neighbours_ipv4', used, max: 1024 });

describe('devicesCarried', () => {
  it('is what runs and what is left, without the tenth of others', () => {
    expect(devicesCarried([table(0)], 0)[0]?.carries).to.equal(230);
    expect(devicesCarried([table(521)], 100)[0]?.carries).to.equal(200);
    expect(devicesCarried([table(1024)], 3)[0]?.carries).to.equal(0);
  });

  it('is that of the tightest limit', () => {
    const memory = { limit: 'memory', used: 0, max: 2 ** 30 } as const;
    expect(tightest(devicesCarried([table(0), memory], 0))).to.deep.include({ limit: 'memory', carries: 76 });
    expect(tightest([])).to.equal(undefined);
  });
});

describe('readLimits', () => {
  it('reads what every Linux shows', () => {
    const limits = new Map(readLimits(tmpdir()).map((reading) => [reading.limit, reading]));
    expect([...limits.keys()]).to.include.members(['processes', 'files', 'agent_files', 'memory', 'disk']);
    for (const { limit, used, max } of limits.values()) {
      expect(used, limit).to.be.greaterThan(-1);
      expect(max, limit).to.be.greaterThan(used);
    }
  });

  it('leaves out what cannot be read', () => {
    const limits = readLimits('/nowhere').map(({ limit }) => limit);
    expect(limits).to.include('memory').and.not.include('disk');
  });
});

describe('HostCapacity', () => {
  it('reads every 10 s, measures, and says once when no more can be carried, and when it can', async () => {
    const clock = new ManualClock();
    const lines: string[] = [];
    const metrics = new Metrics();
    let used = 0;
    const capacity = new HostCapacity({
      read: () => [table(used)],
      raise: () => ['/proc/sys/net/x'],
      metrics,
      clock,
      logger: createLogger({
        name: 'test',
        level: 'info',
        destination: { write: (line) => lines.push(line) },
      }),
    });
    capacity.start();
    expect(lines.join()).to.include('raised the sizes').and.include('this host carries 230 devices');
    used = 1024;
    expect(capacity.read(5)[0]?.carries).to.equal(230);
    for (let n = 0; n < 3; n++) {
      clock.advance(10_000);
      expect(capacity.read(5)[0]?.carries).to.equal(0);
    }
    expect(await metrics.render()).to.include('lbaas_host_carries_devices{limit="neighbours_ipv4"} 0');
    used = 0;
    clock.advance(10_000);
    capacity.read(5);
    const count = (words: string): number => lines.filter((line) => line.includes(words)).length;
    expect(count('the host can carry no more devices: neighbours_ipv4')).to.equal(1);
    expect(count('can carry more devices again')).to.equal(1);
  });
});
