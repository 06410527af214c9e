import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type SizedWorld, startSizedWorld } from '../support/sized-world.ts';
import { CASES, type Case } from './statement-cases.ts';
import { StatementCounter } from '../support/statement-counter.ts';
import { type Reference, routesIn } from '../wholesale/routes.ts';

/** The version document. */
const WITHOUT = ['GET '];
const REFERENCE = new URL('../../../docs/openapi.json', import.meta.url);

const SMALL = 2;
const LARGE = 60;

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
    const { statements, each = { statements: 0, reason: '' } } = one;
    it(`${title}: ${statements}${each.reason === '' ? '' : ` and ${each.statements} for each`}`, async () => {
      const [method = ''] = title.split(' ');
      for (const [place, size] of [SMALL, LARGE].entries()) {
        const sent = await statementsOf(one, method, place);
        const expected = statements + each.statements * size;
        expect(sent.length, `with ${size}:\n${sent.join('\n')}`).to.equal(expected);
      }
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
