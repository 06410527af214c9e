import fc from 'fast-check';
import { idsOf, texts, wellFormed } from './hostile-values.ts';
import { type Route, resourceOf } from './routes.ts';
import { TWO, type World } from './world.ts';

/** The path of a route with an id of any kind in it; `wild`: hardly ever the id of an object. */
export function paths(world: World, route: Route, wild = false): fc.Arbitrary<string> {
  const pieces = route.template.split(/(\{\w+\})/);
  const filled = pieces.map((piece) =>
    piece.startsWith('{') ? ids(world, route, wild) : fc.constant(piece),
  );
  return fc.tuple(...filled).map((parts) => parts.join(''));
}

function ids(world: World, route: Route, wild: boolean): fc.Arbitrary<string> {
  const singular = resourceOf(world, route)?.singular ?? 'pool';
  const own = fc.constantFrom(...(world.own[singular] ?? ['one']));
  const foreign = fc.constantFrom(...(world.foreign[singular] ?? [TWO]));
  const odd = fc.oneof(
    texts.map((text) => encodeURIComponent(wellFormed(text))),
    fc.constantFrom(...idsOf(world)).chain((id) => fc.constantFrom(...misspelt(id))),
    fc.constantFrom(...SEGMENTS),
  );
  return fc.oneof(
    { weight: wild ? 1 : 5, arbitrary: own },
    { weight: 2, arbitrary: foreign },
    { weight: wild ? 4 : 1, arbitrary: odd },
  );
}

const LONG = 'x'.repeat(501);
const SEGMENTS = ['%', '%zz', '%ff', '%00', '..', '.', '%2e%2e', ';', 'a%2fb', LONG, '💥', '\\', ' '];

const misspelt = (id: string): readonly string[] => [
  id.toUpperCase(),
  `${id}.json`,
  `${id}.json.json`,
  `${id}.xml`,
  `${id}/`,
  `/${id}`,
  `${id}%20`,
  `${id}%00`,
  `{${id}}`,
  id.replaceAll('-', ''),
  id.slice(1),
  id.replaceAll('-', '%2d'),
  `./${id}`,
  `${id}/..`,
  `x/../${id}`,
];

const TAILS = ['', '', '', '.json', '/', '//', '.json?fields=id', '/x', '?', '#x', '.', '%2e', '/stats'];

/** What may follow a path. */
export const tails = fc.constantFrom(...TAILS);
