import { expect } from 'chai';
import fc from 'fast-check';
import { PATIENCE_MS, seedOf } from '../support/fuzz.ts';
import { collector, usedBytes } from './heap.ts';
import { HostileRequests } from './hostile-requests.ts';
import { routesOf } from './routes.ts';
import { type World, startWorld } from './world.ts';

/** By then everything is compiled, planned and cached that is so only once. */
const WARM_UP = 2;
const ROUNDS = 5;
const REQUESTS = 400;
/** A leak of 1 kB per request is detected; code that is still being compiled takes less than half of this. */
const BYTES_PER_REQUEST = 700;

describe('the memory of the server', function () {
  this.timeout(PATIENCE_MS);
  let world: World;
  let requests: HostileRequests;

  before(async () => {
    world = await startWorld();
    requests = new HostileRequests(world, await routesOf(world));
  });
  after(() => world.api.stop());

  /** Different values each time: equal ones would be cached only once. */
  async function round(number: number): Promise<void> {
    const wanted = { numRuns: REQUESTS, seed: seedOf(number) };
    for (const { method, url, headers, body } of fc.sample(requests.small(), wanted)) {
      // The cast: methods that HTTP does not have are sent too.
      await world.api.app.inject({
        method: method as 'GET',
        url,
        headers: { ...headers },
        ...(body === undefined ? {} : { payload: body }),
      });
    }
    await world.tables.restore();
  }

  it('does not grow with hostile requests', async () => {
    const collect = collector();
    const grown: number[] = [];
    for (let number = 0; number < WARM_UP + ROUNDS; number += 1) {
      const before = await usedBytes(collect);
      await round(number);
      if (number >= WARM_UP) grown.push((await usedBytes(collect)) - before);
    }
    const median = grown.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Infinity;
    expect(median / REQUESTS, `bytes for each request: ${grown.join(', ')}`).to.be.below(BYTES_PER_REQUEST);
  });
});
