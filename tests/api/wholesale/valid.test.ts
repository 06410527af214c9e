import { expect } from 'chai';
import fc from 'fast-check';
import type { Fields } from '../support/lbaas-v1-client.ts';
import { type Answered, asked } from './asked.ts';
import { PATIENCE_MS } from '../support/fuzz.ts';
import { AS_ADMIN, AS_ONE, Judge } from './judge.ts';
import { validFields } from './valid-body.ts';
import { type Resource, type World, startWorld } from './world.ts';

/** A valid request may still be refused because the world has no room for it. */
const CONFLICT = 409;
const LEAST_ACCEPTED = 0.9;

describe('valid requests, made from the attribute maps', function () {
  this.timeout(PATIENCE_MS);
  let world: World;
  let judge: Judge;

  before(async () => {
    world = await startWorld();
    judge = new Judge(world);
  });
  after(() => world.api.stop());

  const singulars = (): readonly string[] => world.resources.map(({ singular }) => singular);
  const objectOf = ({ text }: Answered): Fields => Object.values(JSON.parse(text) as object)[0] as Fields;

  /** Sends a request for each generated body of a resource, and expects most of them to succeed. */
  async function mostly(
    wanted: { readonly resource: Resource; readonly verb: 'post' | 'put'; readonly isAdmin: boolean },
    run: (fields: Fields) => Promise<Answered>,
  ): Promise<void> {
    const { resource, verb, isAdmin } = wanted;
    const bodies = validFields(resource, { verb, isAdmin, own: world.own });
    const answers = new Map<number, number>();
    await judge.holds(12, bodies, async (fields) => {
      const { status, text } = await run(fields);
      expect(
        status < 300 || status === CONFLICT,
        `${resource.singular} ${JSON.stringify(fields)}: ${text}`,
      ).to.equal(true);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    });
    const total = [...answers.values()].reduce((sum, count) => sum + count, 0);
    const done = total - (answers.get(CONFLICT) ?? 0);
    expect(done / total, `${resource.singular}: ${JSON.stringify([...answers])}`).to.be.at.least(
      LEAST_ACCEPTED,
    );
  }

  const lifeCycle = async (resource: Resource, headers: typeof AS_ONE, fields: Fields): Promise<Answered> => {
    const { singular, path } = resource;
    const made = await judge.send(asked('POST', `/v2.0${path}`, headers, { [singular]: fields }));
    if (made.status !== 201) return made;
    const object = objectOf(made);
    const at = `/v2.0${path}/${String(object['id'])}`;
    const shown = await judge.send(asked('GET', at, headers));
    expect(shown.status).to.equal(200);
    expect(objectOf(shown)).to.deep.equal(object);
    const { name } = object;
    const query = typeof name === 'string' ? new URLSearchParams({ name }).toString() : '';
    const listed = await judge.send(asked('GET', `/v2.0${path}?${query}`, headers));
    expect(listed.text).to.include(String(object['id']));
    const gone = await judge.send(asked('DELETE', at, headers));
    expect(gone.status, gone.text).to.equal(204);
    return made;
  };

  it('create what is then shown, listed and deleted', async () => {
    for (const resource of world.resources.filter(({ create }) => create !== undefined)) {
      for (const isAdmin of [false, true]) {
        const headers = isAdmin ? { ...AS_ADMIN, 'x-project-id': 'one' } : AS_ONE;
        await mostly({ resource, verb: 'post', isAdmin }, (fields) => lifeCycle(resource, headers, fields));
      }
    }
  });

  it('change what is there', async () => {
    for (const resource of world.resources.filter(({ update }) => update !== undefined)) {
      const { singular, path } = resource;
      const id = world.own[singular]?.[0] ?? '';
      const isAdmin = singular === 'agent';
      await mostly({ resource, verb: 'put', isAdmin }, (fields) =>
        judge.send(asked('PUT', `/v2.0${path}/${id}`, isAdmin ? AS_ADMIN : AS_ONE, { [singular]: fields })),
      );
    }
  });

  it('set quotas', async () => {
    const resource = world.resources.find(({ singular }) => singular === 'quota');
    if (resource === undefined) throw new Error(`no quota among ${singulars().join(', ')}`);
    await mostly({ resource, verb: 'put', isAdmin: true }, (fields) =>
      judge.send(asked('PUT', '/v2.0/quotas/one', AS_ADMIN, { quota: fields })),
    );
  });

  it('create several at once', async () => {
    for (const resource of world.resources.filter(({ createMany }) => createMany !== undefined)) {
      const { collection, path } = resource;
      const bodies = validFields(resource, { verb: 'post', isAdmin: false, own: world.own });
      await judge.holds(6, fc.array(bodies, { minLength: 1, maxLength: 3 }), async (items) => {
        const { status, text } = await judge.send(
          asked('POST', `/v2.0${path}`, AS_ONE, { [collection]: items }),
        );
        expect([201, 400, CONFLICT], text).to.include(status);
      });
    }
  });
});
