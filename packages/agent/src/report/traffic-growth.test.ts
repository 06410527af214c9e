import { expect } from 'chai';
import { trafficGrowth } from './traffic-growth.ts';

const counters = (count: number, active = 0) => ({
  requests: count,
  sessions: count,
  bytesIn: count * 10,
  bytesOut: count * 20,
  active,
});
const pool = (count: number, members: Readonly<Record<string, number>>) => ({
  poolId: 'p',
  ...counters(count, 2),
  responses: [0, count, 0, 0, 0],
  members: Object.entries(members).map(([memberId, each]) => ({ memberId, ...counters(each) })),
});

describe('growth of traffic', () => {
  it('is what was carried between two looks, without idle members', () => {
    expect(trafficGrowth([pool(10, { a: 6, b: 4 })], [pool(13, { a: 9, b: 4, c: 0 })])).to.deep.equal([
      { ...pool(3, { a: 3 }), active: 2 },
    ]);
  });

  it('is nothing between a look and itself', () => {
    expect(trafficGrowth([pool(10, { a: 6 })], [pool(10, { a: 6 })])).to.deep.equal([pool(0, {})]);
  });

  it('counts from zero what counts from zero', () => {
    expect(trafficGrowth([pool(10, { a: 6 })], [pool(3, { a: 2 })])).to.deep.equal([pool(3, { a: 2 })]);
    expect(trafficGrowth([], [pool(3, {})])).to.deep.equal([pool(3, {})]);
  });

  it('knows no requests where the protocol has none', () => {
    const tcp = { ...pool(4, {}), requests: null, responses: null };
    expect(trafficGrowth([tcp], [tcp])[0]).to.deep.include({ requests: null, responses: null });
  });
});
