import { expect } from 'chai';
import fc from 'fast-check';
import type { Fields } from '../support/lbaas-v1-client.ts';
import { asked } from './asked.ts';
import { wrongValues } from './attribute-values.ts';
import { PATIENCE_MS } from '../support/fuzz.ts';
import { AS_ADMIN, AS_ONE, Judge } from './judge.ts';
import { type Verb, validFields } from './valid-body.ts';
import { without } from './without.ts';
import { type Resource, type World, startWorld } from './world.ts';

interface Target {
  readonly resource: Resource;
  readonly verb: Verb;
}

interface Flaw {
  readonly flaw: string;
  readonly spoil: (fields: Fields) => Fields;
}

describe('requests with one thing wrong, made from the attribute maps', function () {
  this.timeout(PATIENCE_MS);
  let world: World;
  let judge: Judge;
  let targets: readonly Target[];

  before(async () => {
    world = await startWorld();
    judge = new Judge(world);
    targets = world.resources.flatMap((resource): Target[] => [
      ...(resource.create === undefined ? [] : [{ resource, verb: 'post' as const }]),
      ...(resource.update === undefined ? [] : [{ resource, verb: 'put' as const }]),
    ]);
  });
  after(() => world.api.stop());

  const isAdmins = ({ resource }: Target): boolean => resource.singular === 'agent';

  async function refuses(target: Target, usual: number, flaws: readonly Flaw[]): Promise<void> {
    if (flaws.length === 0) return;
    const { resource, verb } = target;
    const { singular, path } = resource;
    const isAdmin = isAdmins(target);
    const bodies = validFields(resource, { verb, isAdmin, own: world.own });
    const url = verb === 'post' ? `/v2.0${path}` : `/v2.0${path}/${world.own[singular]?.[0]}`;
    const headers = isAdmin ? AS_ADMIN : AS_ONE;
    await judge.holds(
      usual,
      fc.tuple(bodies, fc.constantFrom(...flaws)),
      async ([fields, { flaw, spoil }]) => {
        const body = { [singular]: spoil(fields) };
        const { status, text } = await judge.send(asked(verb.toUpperCase(), url, headers, body));
        expect(status, `${verb} ${singular} with ${flaw} ${JSON.stringify(body)}: ${text}`).to.be.within(
          400,
          403,
        );
      },
    );
  }

  it('are refused for a value that is out of bounds or of another kind', async () => {
    for (const target of targets) {
      const { attributes } = target.resource;
      const flaws = Object.entries(attributes).flatMap(([name, attribute]) =>
        attribute[target.verb] === true
          ? wrongValues(attribute).map((value) => ({
              flaw: `${name} wrong`,
              spoil: (fields: Fields) => ({ ...fields, [name]: value }),
            }))
          : [],
      );
      await refuses(target, 40, flaws);
    }
  });

  it('are refused for what is missing', async () => {
    for (const target of targets.filter(({ verb }) => verb === 'post')) {
      const required = Object.entries(target.resource.attributes).filter(
        ([, { required: is }]) => is === true,
      );
      const flaws = required.map(([name]) => ({
        flaw: `no ${name}`,
        spoil: (fields: Fields) => without(fields, name),
      }));
      await refuses(target, 4, flaws);
    }
  });

  it('are refused for a name that is unknown or read-only', async () => {
    const unknown = [
      'x',
      '',
      'Name',
      'constructor',
      'toString',
      '__proto__',
      'id ',
      'tenant_ID',
      'x'.repeat(9000),
    ];
    for (const target of targets) {
      const readOnly = Object.entries(target.resource.attributes).filter(
        ([, attribute]) => !attribute[target.verb],
      );
      const names = [...unknown, ...readOnly.map(([name]) => name)];
      const flaws = names.map((name) => ({
        flaw: `the attribute '${name}'`,
        spoil: (fields: Fields) =>
          Object.defineProperty({ ...fields }, name, { value: 'x', enumerable: true }),
      }));
      await refuses(target, 12, flaws);
    }
  });

  it('are refused for an object that is not there, or is of another project', async () => {
    const absent = '00000000-0000-4000-8000-000000000000';
    for (const target of targets) {
      const named = Object.entries(target.resource.attributes).filter(
        ([name, attribute]) =>
          attribute[target.verb] === true && attribute.type === 'uuid' && name.endsWith('_id'),
      );
      const flaws = named.flatMap(([name]) =>
        [absent, ...(world.foreign[name.replace(/_id$/, '')] ?? [])].map((id) => ({
          flaw: `a foreign ${name}`,
          spoil: (fields: Fields) => ({ ...fields, [name]: id }),
        })),
      );
      const { resource, verb } = target;
      const url =
        verb === 'post'
          ? `/v2.0${resource.path}`
          : `/v2.0${resource.path}/${world.own[resource.singular]?.[0]}`;
      const bodies = validFields(resource, { verb, isAdmin: false, own: world.own });
      if (flaws.length === 0) continue;
      await judge.holds(8, fc.tuple(bodies, fc.constantFrom(...flaws)), async ([fields, { spoil }]) => {
        const body = { [resource.singular]: spoil(fields) };
        const { status, text } = await judge.send(asked(verb.toUpperCase(), url, AS_ONE, body));
        expect([400, 403, 404], text).to.include(status);
      });
    }
  });

  it("are refused for another project's name", async () => {
    for (const target of targets.filter(({ resource }) => 'tenant_id' in resource.attributes)) {
      const flaws = ['CANARY-project-two', 'two', '', null, 1, {}].map((value) => ({
        flaw: 'a foreign tenant_id',
        spoil: (fields: Fields) => ({ ...fields, tenant_id: value }),
      }));
      await refuses(target, 4, flaws);
    }
  });
});
