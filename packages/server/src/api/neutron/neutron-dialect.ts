import type { Dialect } from '../dialect.ts';
import { type NeutronPart, extensionCalls } from './extensions.ts';
import { LIST_FORM } from './list-form.ts';
import { OWNER } from './owner.ts';
import { refuseReaders } from './policy.ts';
import { REFERENCE } from './reference-text.ts';
import { ERROR_FORM } from './refusals.ts';
import { PREFIX, VERSION_CALLS } from './versions.ts';
import { WORDS } from './words.ts';

/** What the clients of OpenStack Networking speak, with LBaaS v1 as its load balancers. */
export const neutronDialect = (parts: readonly NeutronPart[]): Dialect => ({
  prefix: PREFIX,
  routedUrl: withoutSuffix,
  errors: ERROR_FORM,
  ownerAttribute: OWNER,
  lists: LIST_FORM,
  successes: SUCCESSES,
  words: WORDS,
  refuseCall: refuseReaders,
  openCalls: VERSION_CALLS,
  parts: [...parts, { calls: extensionCalls(parts) }],
  reference: REFERENCE,
});

export const SUCCESSES = { create: 201, update: 200, remove: 204 } as const;

/** `/lb/pools.json?name=a.json` -> `/lb/pools?name=a.json`: the suffix of the path, never of a value. */
const withoutSuffix = (url: string): string => url.replace(/^([^?]*)\.json(?=$|\?)/, '$1');
