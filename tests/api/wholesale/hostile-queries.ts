import fc from 'fast-check';
import { idsOf, texts, wellFormed } from './hostile-values.ts';
import { type Route, resourceOf } from './routes.ts';
import type { World } from './world.ts';

const CONTROLS = ['fields', 'limit', 'marker', 'sort_key', 'sort_dir', 'page_reverse', 'name'];
/** The beginning, the future, and malformed ids. */
export const EVENT_IDS = ['1-0', '0-0', 'zzzzzzzzz-zzzzzzzzz', 'zzzzzzzzzzz-1', '01-1', '1-', '-', '1-1-1'];

const VALUES = [
  'asc',
  'desc',
  'True',
  'false',
  '1',
  '2',
  '1000000',
  'ACTIVE',
  'ip_address=10.77.0.177',
  'subnet_id=',
  'pool',
  ...EVENT_IDS,
];
const RAW = ['%', '%zz=%ff', '&&==&', '=', '?', 'limit', 'fields[]=id', 'name[$ne]=', '#'];

/** Every query parameter that the list of a route knows, and others, with any value, once or repeated. */
export function queries(world: World, route: Route): fc.Arbitrary<string> {
  const attributes = Object.keys(resourceOf(world, route)?.attributes ?? {});
  const name = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...CONTROLS, ...route.query, ...attributes) },
    texts,
  );
  const value = fc.oneof(
    { weight: 3, arbitrary: texts },
    { weight: 2, arbitrary: fc.constantFrom(...attributes, ...idsOf(world)) },
    fc.constantFrom(...VALUES),
  );
  const pair = fc.tuple(name, value).map(([key, text]) => `${escaped(key)}=${escaped(text)}`);
  const sort = fc
    .tuple(fc.constantFrom(...attributes, 'x'), fc.constantFrom('asc', 'desc', 'up'))
    .map(([key, direction]) => `sort_key=${escaped(key)}&sort_dir=${direction}`);
  const many = fc
    .tuple(pair, fc.constantFrom(50, 1500))
    .map(([one, times]) => Array.from({ length: times }, () => one).join('&'));
  const part = fc.oneof(
    { weight: 4, arbitrary: pair },
    { weight: 2, arbitrary: sort },
    fc.constantFrom(...RAW),
  );
  const usual = fc.array(part, { maxLength: 6 }).map((parts) => parts.join('&'));
  return fc.oneof({ weight: 9, arbitrary: usual }, many);
}

const escaped = (text: string): string => encodeURIComponent(wellFormed(text));
