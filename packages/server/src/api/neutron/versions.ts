import type { OpenCall } from '../http/call.ts';
import { TEXT_SCHEMA, exactly, listOf } from '../http/json-schema.ts';

const VERSION = 'v2.0';

/** Of everything that the dialect serves. */
export const PREFIX = `/${VERSION}`;

const CORE = [
  ['network', 'networks'],
  ['subnet', 'subnets'],
  ['port', 'ports'],
] as const;

const LINKS = listOf(exactly({ rel: TEXT_SCHEMA, href: TEXT_SCHEMA }));

const linkTo = (href: string) => [{ rel: 'self', href }];

/** The version documents. */
export const VERSION_CALLS: readonly OpenCall[] = [
  {
    path: '/',
    docs: {
      operationId: 'versions',
      summary: 'The versions of the API',
      answer: exactly({ versions: listOf(exactly({ id: TEXT_SCHEMA, status: TEXT_SCHEMA, links: LINKS })) }),
    },
    run: (origin) => ({
      versions: [{ id: VERSION, status: 'CURRENT', links: linkTo(`${origin}${PREFIX}`) }],
    }),
  },
  {
    path: PREFIX,
    docs: {
      operationId: 'resources',
      summary: 'The core resources',
      answer: exactly({
        resources: listOf(exactly({ name: TEXT_SCHEMA, collection: TEXT_SCHEMA, links: LINKS })),
      }),
    },
    run: (origin) => ({
      resources: CORE.map(([name, collection]) => ({
        name,
        collection,
        links: linkTo(`${origin}${PREFIX}/${collection}`),
      })),
    }),
  },
];
