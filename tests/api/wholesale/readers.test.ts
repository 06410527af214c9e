import { expect } from 'chai';
import fc from 'fast-check';
import { asked } from './asked.ts';
import { PATIENCE_MS } from '../support/fuzz.ts';
import { bodies } from './hostile-bodies.ts';
import { paths } from './hostile-paths.ts';
import { Judge } from './judge.ts';
import { routesOf } from './routes.ts';
import { ONE, type World, startWorld } from './world.ts';

const AS_READER = { 'x-project-id': ONE, 'x-roles': 'reader' };

describe('callers with the role reader alone', function () {
  this.timeout(PATIENCE_MS);
  let world: World;
  let judge: Judge;

  before(async () => {
    world = await startWorld();
    judge = new Judge(world);
  });
  after(() => world.api.stop());

  it('can write nothing, on any route, with any body', async () => {
    const writes = (await routesOf(world)).filter(({ method }) => method !== 'GET');
    expect(writes).to.have.length.above(20);
    for (const route of writes) {
      const request = fc.tuple(paths(world, route), bodies(world, route));
      await judge.holds(6, request, async ([url, body]) => {
        const { status, text } = await judge.send(asked(route.method, url, AS_READER, body));
        expect([403, 404], `${route.method} ${url}: ${text}`).to.include(status);
        expect(await judge.changed(), `${route.method} ${url}`).to.deep.equal([]);
      });
    }
  });

  it('read what members read', async () => {
    const reads = (await routesOf(world)).filter(({ method }) => method === 'GET');
    for (const { template } of reads.filter((route) => !route.template.includes('{'))) {
      const reader = await judge.send(asked('GET', template, AS_READER));
      const member = await judge.send(asked('GET', template, { ...AS_READER, 'x-roles': 'member' }));
      expect(reader.status, template).to.equal(member.status);
      if (member.status === 200) expect(reader.text, template).to.equal(member.text);
    }
  });
});
