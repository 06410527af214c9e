import fc from 'fast-check';
import type { Fields } from '../support/lbaas-v1-client.ts';
import { type World, TWO } from './world.ts';

/** Texts that have a meaning for SQL, a shell, HAProxy, a URL, JSON, a terminal or JavaScript. */
export const TEXTS = [
  '',
  ' ',
  '0',
  '-0',
  '1e308',
  '1e999',
  'NaN',
  'null',
  'None',
  'true',
  'undefined',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  '\u202eevil',
  '\ufeff',
  '💥',
  'e\u0301',
  '\r\n',
  'a\nbind :1',
  'a\r\nserver evil 10.0.0.2:80',
  "'; DROP TABLE pools; --",
  "' OR '1'='1",
  '$1',
  '$$',
  '%',
  '_',
  '\\',
  '"',
  '{}',
  '[]',
  '%00',
  '%2e%2e%2f',
  '../../etc/passwd',
  '..',
  '.json',
  '$(reboot)',
  '`id`',
  '{+Q}%[env(HOME)]',
  '# comment',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'admin',
  TWO,
  '*',
  '2147483648',
  '9'.repeat(400),
  'x'.repeat(256),
  'x'.repeat(5000),
  '10.0.0.0/0',
  '0.0.0.0',
  '255.255.255.255',
  '::',
  '::ffff:10.0.0.5',
  'fe80::1%lo',
  '10.77.0.177',
  '10.77.0.0/24',
  '999.1.1.1',
] as const;

const NUMBERS = [0, -0, -1, 1, 1.5, 4, 6, 80, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, -1e308, 5e-324];

export const texts: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS) },
  fc.string({ unit: 'binary', maxLength: 80 }),
);

/** URLs and headers are UTF-8, which has no lone surrogates. */
export const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\ufffd');

export const idsOf = (world: World): readonly string[] =>
  [world.own, world.foreign].flatMap((ids) => Object.values(ids).flat());

/** Anything that JSON can express, with the ids of both projects in it. */
export function values(world: World): fc.Arbitrary<unknown> {
  const scalar = fc.oneof(
    { weight: 4, arbitrary: texts },
    { weight: 3, arbitrary: fc.constantFrom(...idsOf(world)) },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(...NUMBERS, null, true, false, {}, []) },
    fc.oneof(fc.ipV4(), fc.ipV6(), fc.uuid()),
  );
  return fc.oneof(
    { weight: 4, arbitrary: scalar },
    fc.array(fc.oneof(scalar, parts(scalar)), { maxLength: 6 }),
    parts(scalar),
    fc.jsonValue({ maxDepth: 4 }),
    fc.constantFrom<unknown>(
      nested(2000),
      Array.from({ length: 3000 }, () => 'x'),
    ),
  );
}

/** Objects with the keys that some attributes know. */
const parts = (scalar: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => {
  const keys = [
    'type',
    'cookie_name',
    'start',
    'end',
    'destination',
    'nexthop',
    'subnet_id',
    'ip_address',
    '__proto__',
  ];
  return fc.dictionary(fc.constantFrom(...keys), scalar, { maxKeys: 3, noNullPrototype: true });
};

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { x: value };
  return value;
}

const OWN_PROTO: Fields = Object.defineProperty({}, '__proto__', {
  value: { isAdmin: true },
  enumerable: true,
});

/** Whole bodies as text or bytes, which need not be JSON. `like` generates valid ones. */
export function rawBodies(like: fc.Arbitrary<unknown>): fc.Arbitrary<string | Buffer> {
  const json = like.map((value) => JSON.stringify(value));
  return fc.oneof(
    json,
    json.chain((text) => fc.nat(text.length).map((end) => text.slice(0, end))),
    json.map((text) =>
      text.replace(/:\s*\{/, ':{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}},'),
    ),
    json.map((text) => text.replace(/\{("\w+":[^,{}[\]]+)/, '{$1,$1')),
    json.map((text) => `${text}${text}`),
    json.map((text) => `\ufeff${text}`),
    json.map((text) => Buffer.from(text, 'utf16le')),
    json.map((text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe, 0x00])])),
    json.map((text) => Buffer.from(text.replace(/"([^"]*)"/, '"$1\u00ff'), 'latin1')),
    fc.constantFrom(
      '',
      ' ',
      'null',
      '[]',
      '{}',
      '"x"',
      '0',
      'NaN',
      "{'pool':1}",
      '{"pool":}',
      '\0',
      JSON.stringify(OWN_PROTO),
    ),
    fc.constantFrom(
      '['.repeat(50_000),
      '{"pool":'.repeat(20_000),
      `{"pool":${'['.repeat(9000)}${']'.repeat(9000)}}`,
    ),
    fc.constantFrom(`{"pools":[${'{},'.repeat(20_000)}{}]}`, `{"${'x'.repeat(300_000)}":1}`),
    fc.constant('x'.repeat(1_100_000)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
}
