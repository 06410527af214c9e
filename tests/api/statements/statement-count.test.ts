import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type SizedWorld, startSizedWorld } from '../support/sized-world.ts';
import { BOUNDS } from './statement-bounds.ts';
import { CASES, type Case } from './statement-cases.ts';
import { StatementCounter } from '../support/statement-counter.ts';
import { type Reference, routesIn } from '../wholesale/routes.ts';

/** The version document. */
const WITHOUT = ['GET '];
const REFERENCE = new URL('../../../docs/openapi.json', import.meta.url);

const SMALL = 2;
const LARGE = 60;

/** What a call that creates so many may send. */
const allowed = ({ bound, each }: Case, created: number): number =>
  BOUNDS[bound].statements + (each?.statements ?? 0) * (created - 1);

describe('the number of SQL statements of a call', function () {
  this.timeout(60_000);
  const worlds: SizedWorld[] = [];
  const counters: StatementCounter[] = [];

  before(async () => {
    for (const size of [SMALL, LARGE]) {
      const world = await startSizedWorld(size);
      worlds.push(world);
      counters.push(new StatementCounter(world.api.pool));
    }
  });
  after(() => Promise.all(worlds.map(({ api }) => api.stop())));

  async function statementsOf(one: Case, method: string, place: number): Promise<readonly string[]> {
    const [world, counter] = [worlds[place], counters[place]];
    if (world === undefined || counter === undefined) throw new Error('no such world');
    const client = one.as === 'admin' ? world.api.admin : world.api.one;
    const path = typeof one.path === 'string' ? one.path : one.path(world);
    const body = one.body?.(world);
    return counter.during(async () => {
      const { status, body: answer } = await send(client, method, path, body);
      const about = `${method} ${path}: ${JSON.stringify(answer)}`;
      expect(status < 300, about).to.equal(one.refused !== true);
    });
  }

  const send = (client: SizedWorld['api']['one'], method: string, path: string, body: unknown) => {
    switch (method) {
      case 'GET':
        return client.get(path);
      case 'POST':
        return client.post(path, body);
      case 'PUT':
        return client.put(path, body);
      default:
        return client.delete(path);
    }
  };

  for (const [title, one] of Object.entries(CASES)) {
    it(`${title}: ${one.bound}, at most ${allowed(one, 1)}`, async () => {
      const [method = ''] = title.split(' ');
      const few = await statementsOf(one, method, 0);
      const many = await statementsOf(one, method, 1);
      for (const [sent, size] of [[few, SMALL] as const, [many, LARGE] as const])
        expect(sent.length, `with ${size}:\n${sent.join('\n')}`).to.be.at.most(allowed(one, size));
      const more = (one.each?.statements ?? 0) * (LARGE - SMALL);
      expect(many.length - few.length, `with ${LARGE}:\n${many.join('\n')}`).to.equal(more);
    });
  }

  it('is known for every route of the published reference', () => {
    const { paths } = JSON.parse(readFileSync(REFERENCE, 'utf8')) as Reference;
    const routes = routesIn(paths).map(
      ({ method, template }) => `${method} ${template.slice('/v2.0'.length)}`,
    );
    const known = new Set([...Object.keys(CASES).map((title) => title.split(',', 1).join()), ...WITHOUT]);
    expect(routes.filter((route) => !known.has(route))).to.deep.equal([]);
    expect([...known].filter((route) => !routes.includes(route))).to.deep.equal([]);
  });
});
