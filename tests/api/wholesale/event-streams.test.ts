import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import fc from 'fast-check';
import type { EventListener } from '../support/event-listener.ts';
import { type EventServer, startEventServer } from '../support/events-fixture.ts';
import { memberOf, newMonitor } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';
import type { Asked } from './asked.ts';
import { PATIENCE_MS, runs, seedOf } from '../support/fuzz.ts';
import { collector, usedBytes } from './heap.ts';
import { HostileRequests } from './hostile-requests.ts';
import { Judge } from './judge.ts';
import { routesOf } from './routes.ts';
import { type World, startWorld } from './world.ts';

const PATH = '/v2.0/lb/events';

const [WARM_UP, ROUNDS, STREAMS] = [1, 3, 100];
/** A leaked stream holds some 20 kB. */
const BYTES_PER_STREAM = 4000;

describe('event streams, opened in any way', function () {
  this.timeout(PATIENCE_MS);
  let world: World;
  let judge: Judge;
  let requests: HostileRequests;

  before(async () => {
    world = await startWorld();
    judge = new Judge(world);
    const routes = await routesOf(world);
    requests = new HostileRequests(
      world,
      routes.filter(({ template }) => template === PATH),
    );
  });
  after(() => world.api.stop());

  for (const kind of ['queries', 'headers'] as const) {
    it(`by their ${kind} change nothing, and tell nobody of others`, async () => {
      await judge.holds(100, requests[kind](), async (request) => {
        await judge.send(request);
      });
    });
  }

  it('leave nothing in memory', async () => {
    const collect = collector();
    const kept: boolean[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      const before = await usedBytes(collect);
      const wanted = { numRuns: STREAMS, seed: seedOf(round) };
      const sample = fc.sample(fc.oneof(requests.queries(), requests.headers()), wanted);
      const open = ({ url, headers }: Asked): PromiseLike<unknown> =>
        world.api.app.inject({ method: 'GET', url, headers: { ...headers } });
      await Promise.all(sample.map(open));
      // Data that streams share is cached for a second.
      const isBack = async () =>
        expect((await usedBytes(collect)) - before).to.be.below(STREAMS * BYTES_PER_STREAM);
      const outcome = eventually(isBack, { withinMs: 30_000 });
      kept.push(
        await outcome.then(
          () => false,
          () => true,
        ),
      );
    }
    // Memory for compiled code, or for structures that grow by doubling, does not belong to streams.
    expect(kept.slice(WARM_UP).filter(Boolean).length).to.be.below(ROUNDS / 2);
    expect(await world.api.metrics.render()).to.contain('lbaas_event_streams 0');
  });
});

/** How a client disconnects. */
const LEAVING = ['at once', 'at its first event', 'while it is not reading', 'never'] as const;

describe('event streams, closed in any way', function () {
  this.timeout(PATIENCE_MS);
  const api = useLbaasApi();
  let server: EventServer;

  before(async () => {
    server = await startEventServer(api, { maxStreams: 1000, maxStreamsPerProject: 1000 });
  });
  after(() => server.stop());

  const plan = fc.array(fc.constantFrom(...LEAVING), { minLength: 20, maxLength: 60 });

  async function leave(listener: EventListener, how: (typeof LEAVING)[number]): Promise<void> {
    if (how === 'at its first event') await listener.take(1, 10_000);
    if (how === 'while it is not reading') listener.pause();
    if (how !== 'never') listener.close();
  }

  const openStreams = async (): Promise<string | undefined> =>
    /lbaas_event_streams (\d+)/.exec(await server.metrics.render())?.[1];

  it('leave their places, and those who stay hear all', async () => {
    const property = fc.asyncProperty(plan, async (leaving) => {
      const listeners = await Promise.all(leaving.map(() => server.listen(PATH, memberOf('one'))));
      const leavers = listeners.map((listener, index) => leave(listener, leaving[index] ?? 'never'));
      const monitor = await newMonitor(api);
      await Promise.all(leavers);
      const stay = listeners.filter((_, index) => leaving[index] === 'never');
      for (const each of stay) expect((await each.take(1, 10_000))[0]?.data.id).to.equal(monitor.id);
      await eventually(async () => expect(await openStreams()).to.equal(String(stay.length)), {
        withinMs: 30_000,
      });
      for (const each of stay) each.close();
      await eventually(async () => expect(await openStreams()).to.equal('0'), { withinMs: 30_000 });
    });
    await fc.assert(property, runs<[(typeof LEAVING)[number][]]>(10));
  });
});
