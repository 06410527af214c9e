import fc from 'fast-check';
import { texts, values } from './hostile-values.ts';
import { type Route, resourceOf } from './routes.ts';
import { validFields } from './valid-body.ts';
import type { World } from './world.ts';

/** JSON for a route: its attributes and others, with valid and invalid values. */
export function bodies(world: World, route: Route): fc.Arbitrary<unknown> {
  const resource = resourceOf(world, route);
  const any = values(world);
  if (resource === undefined) return any;
  const { singular, collection } = resource;
  const known = fc.constantFrom(...Object.keys(resource.attributes));
  const names = fc.oneof({ weight: 9, arbitrary: known }, texts);
  const wild = fc.dictionary(names, any, { maxKeys: 4, noNullPrototype: true });
  const verb = route.method === 'POST' ? 'post' : 'put';
  const fine = validFields(resource, { verb, isAdmin: false, own: world.own });
  const spoilt = fc.tuple(fine, wild).map(([good, bad]) => ({ ...good, ...bad }));
  const fields = fc.oneof(fine, spoilt, wild);
  return fc.oneof(
    { weight: 5, arbitrary: fields.map((one) => ({ [singular]: one })) },
    fc.array(fields, { maxLength: 4 }).map((many) => ({ [collection]: many })),
    fields,
    any.map((value) => ({ [singular]: value })),
    any.map((value) => ({ [collection]: value })),
    any,
  );
}
