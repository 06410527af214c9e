import { expect } from 'chai';
import {
  QUOTA_RESOURCES,
  type QuotaLimits,
  UNLIMITED,
} from '../../../packages/server/src/usecases/quota/quota-limits.ts';
import { Quotas } from '../../../packages/server/src/usecases/quota/quotas.ts';
import { ApiDocument } from '../support/api-document.ts';
import { type EventServer, startEventServer } from '../support/events-fixture.ts';
import type { Fields, Thing } from '../support/lbaas-v1-client.ts';
import { type LbaasApi, memberOf } from '../support/lbaas-v1-fixture.ts';
import { PREFIX, plainDialect } from './plain-dialect.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, Thing>>;
}

export interface Request {
  readonly body?: unknown;
  /** @default a member of the project `one` */
  readonly headers?: Readonly<Record<string, string>>;
}

export type Call = (method: string, path: string, request?: Request) => Promise<Answer>;

/** One server that speaks Neutron and plainly. */
export interface TwoDialects {
  readonly server: EventServer;
  /** Whatever the path. */
  readonly call: Call;
  /** Below the prefix of the plain dialect; every answer must be one that its document foresees. */
  readonly plain: Call;
  readonly document: Readonly<Record<string, unknown>>;
}

const UNLIMITED_QUOTAS = Object.fromEntries(
  QUOTA_RESOURCES.map((resource) => [resource, UNLIMITED]),
) as QuotaLimits;

export async function startTwoDialects(api: LbaasApi): Promise<TwoDialects> {
  const quotas = new Quotas(UNLIMITED_QUOTAS);
  const server = await startEventServer(api, {
    quotas,
    more: (events) => [plainDialect(api.parts, events)],
  });
  const call = callOf(server.url);
  const document = (await call('GET', `${PREFIX}/openapi.json`)).body;
  return { server, call, plain: checked(call, new ApiDocument(document)), document };
}

const callOf =
  (base: string): Call =>
  async (method, path, { body, headers = memberOf('one') } = {}) => {
    const answer = await fetch(new URL(path, base), {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
    };
  };

const checked =
  (call: Call, document: ApiDocument): Call =>
  async (method, path, request) => {
    const answer = await call(method, `${PREFIX}${path}`, request);
    const { pathname, searchParams } = new URL(`${PREFIX}${path}`, 'http://api');
    const described = document.find(method, pathname)?.answer(answer.status, !searchParams.has('only'));
    const about = `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`;
    if (document.find(method, pathname) !== undefined) expect(described, about).to.not.equal(undefined);
    if (Object.keys(answer.body).length > 0) expect(described?.(answer.body), about).to.equal(undefined);
    return answer;
  };

/** The object of an answer, whatever its wrapper. */
export const objectOf = ({ body }: Answer): Thing => Object.values(body)[0] as Thing;

export const groupBody = (api: LbaasApi, fields: Fields = {}) => ({
  group: { name: 'web', protocol: 'HTTP', method: 'ROUND_ROBIN', subnet_id: api.subnetId, ...fields },
});
