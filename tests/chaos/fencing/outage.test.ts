import { expect } from 'chai';
import { longestOutage } from './outage.ts';

const good = (atMs: number, tookMs = 2) => ({ atMs, tookMs, by: 'web-1' });
const bad = (atMs: number) => ({ atMs, tookMs: 2000, failure: 'timeout' });
const steady = (from: number, to: number) =>
  Array.from({ length: (to - from) / 50 }, (_, n) => good(from + n * 50));

describe('longestOutage', () => {
  it('is the time from one good answer to the next, not that of the requests', () => {
    // The SYN of the request of 1,900 was sent again a second later.
    const probes = [...steady(0, 1000), bad(1000), bad(1050), good(1900, 1010), ...steady(3000, 4000)];
    expect(longestOutage(probes, 900, 4000)).to.deep.equal({ ms: 1958, sinceMs: 952, failed: 2 });
  });

  it('is a pace of the client where nothing was missed', () => {
    expect(longestOutage(steady(0, 3000), 1000, 2000)).to.deep.equal({ ms: 50, sinceMs: 952, failed: 0 });
  });

  it('lasts until the end where nobody has answered again', () => {
    expect(longestOutage([...steady(0, 1000), bad(1000)], 500, 9000)).to.include({ ms: 8048, sinceMs: 952 });
    expect(longestOutage([bad(100)], 0, 9000)).to.deep.equal({ ms: 9000, sinceMs: 0, failed: 1 });
  });

  it('belongs to the period that it touches', () => {
    const probes = [...steady(0, 1000), ...steady(5000, 9000)];
    expect(longestOutage(probes, 0, 900).ms).to.equal(50);
    expect(longestOutage(probes, 2000, 3000).ms).to.equal(4050);
    expect(longestOutage(probes, 6000, 9000).ms).to.equal(50);
  });
});
