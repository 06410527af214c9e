import fc from 'fast-check';
import { EVENT_IDS } from './hostile-queries.ts';
import { idsOf, texts, wellFormed } from './hostile-values.ts';
import { TWO, type World } from './world.ts';

/** How the body, and the wanted answer, are declared. */
export const contentHeaders = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json; charset=utf-16',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'x',
      '',
      ';',
    ),
    'content-encoding': fc.constantFrom('gzip', 'identity', 'br', 'x'),
    accept: fc.constantFrom('application/xml', '*/*', '', 'text/event-stream', ';;'),
  },
  { requiredKeys: [] },
);

const PRINTABLE = /[^\x20-\x7e\x80-\xff]/g;

/** UTF-8, read as the bytes of a header. */
const headerTexts = fc.oneof(
  texts.map((text) => Buffer.from(wellFormed(text)).toString('latin1').replaceAll(PRINTABLE, '')),
  fc.constantFrom(
    'x'.repeat(256),
    'x'.repeat(8000),
    'W/"1"',
    '"1"',
    '"a","b"',
    '*',
    '1',
    '-1',
    '1e9',
    'a,b',
    '"',
  ),
);

const ROLES = ['member', 'reader', 'Member', 'reader,member', '', 'none', 'admin ', "admin'", 'x,,y'];
const HOSTS = ['localhost', '', 'evil.example', 'a/b', 'x:99999', '[::1]', 'a b', '<script>'];

/** Headers that the server reads or passes on, with any value, except those that would make the caller project two. */
export function headers(world: World): fc.Arbitrary<Readonly<Record<string, string>>> {
  const value = fc.oneof(headerTexts, fc.constantFrom(...idsOf(world)));
  const project = headerTexts.filter((text) => text.trim() !== TWO);
  return fc.record(
    {
      'x-project-id': fc.oneof({ weight: 3, arbitrary: fc.constant('one') }, project),
      'x-tenant-id': project,
      'x-roles': fc.constantFrom(...ROLES),
      'x-user-id': value,
      'x-auth-token': value,
      'if-match': value,
      'if-none-match': value,
      'idempotency-key': value,
      'last-event-id': fc.oneof(value, fc.constantFrom(...EVENT_IDS)),
      'x-openstack-request-id': value,
      'x-forwarded-for': value,
      'x-forwarded-proto': value,
      'accept-language': value,
      accept: value,
      host: fc.constantFrom(...HOSTS),
      cookie: value,
    },
    { requiredKeys: ['x-project-id', 'x-roles'] },
  );
}
