import { asked } from './asked.ts';
import { PATIENCE_MS } from '../support/fuzz.ts';
import { HostileRequests } from './hostile-requests.ts';
import { AS_ONE, Judge } from './judge.ts';
import { routesOf } from './routes.ts';
import { type World, startWorld } from './world.ts';

describe('hostile requests, made from the attribute maps and the routes', function () {
  this.timeout(PATIENCE_MS);
  let world: World;
  let judge: Judge;
  let requests: HostileRequests;

  before(async () => {
    world = await startWorld();
    judge = new Judge(world);
    requests = new HostileRequests(world, await routesOf(world));
  });
  after(() => world.api.stop());

  it('about each object of either project, with each method, learn and change nothing of the other', async () => {
    for (const route of await routesOf(world)) {
      for (const path of requests.pathsOf(route)) {
        await judge.send(asked(route.method, path, AS_ONE));
        await judge.restart();
      }
    }
  });

  for (const kind of ['bodies', 'rawBodies', 'queries', 'paths', 'headers'] as const) {
    it(`by their ${kind} change nothing, break nothing and learn nothing`, async () => {
      await judge.holds(250, requests[kind](), async (request) => {
        await judge.send(request);
      });
    });
  }
});
