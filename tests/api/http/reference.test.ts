import { readFileSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import { isUuid } from '@lbaas/server/testing';
import { checkAnswer } from '../support/answer-check.ts';
import {
  associate,
  newMember,
  newMonitor,
  newNetwork,
  newPool,
  newVip,
} from '../support/lbaas-v1-fixture.ts';
import { newFloatingIp, newOffice, newRouter } from '../support/routing-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

type Json = Readonly<Record<string, unknown>>;

describe('API reference', function () {
  this.timeout(30_000);
  const api = useLbaasApi();
  let document: Json;

  before(async () => {
    document = (await api.app.inject('/v2.0/openapi.json')).json<Json>();
  });

  it('is OpenAPI 3.1, as served and as published', async () => {
    const published = JSON.parse(
      readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'),
    ) as Json;
    for (const each of [document, published]) {
      const { valid, errors } = await new Validator().validate({ ...each });
      expect(valid, JSON.stringify(errors)).to.equal(true);
      expect(each['openapi']).to.equal('3.1.0');
    }
  });

  it('has only references that lead somewhere, and operation ids that differ', () => {
    const text = JSON.stringify(document);
    for (const [, path = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = path.split('/').reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document);
      expect(target, path).to.be.an('object');
    }
    const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('says what requests may hold', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema(document, 'api');
    const takes = (name: string, value: object): boolean =>
      ajv.validate({ $ref: `api#/components/schemas/${name}` }, value);
    const pool = { protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: api.subnetId };
    expect(takes('PoolCreate', pool)).to.equal(true);
    expect(takes('PoolCreate', { ...pool, protocol: 'UDP' })).to.equal(false);
    expect(takes('PoolCreate', { ...pool, status: 'ACTIVE' })).to.equal(false);
    expect(takes('PoolCreate', { name: 'web' })).to.equal(false);
    expect(takes('PoolUpdate', { name: 'web' })).to.equal(true);
    expect(takes('PoolUpdate', { protocol: 'TCP' })).to.equal(false);
    expect(takes('MemberUpdate', { weight: 256 })).to.equal(true);
    expect(takes('MemberUpdate', { weight: 257 })).to.equal(false);
    expect(takes('VipCreate', { pool_id: api.subnetId })).to.equal(false);
  });

  it('holds the server to it: what it does not foresee fails these tests', async () => {
    const path = `/v2.0/lb/pools/${api.networkId}`;
    const refuses = async (method: string, url: string, status: number, body: object): Promise<boolean> => {
      try {
        await checkAnswer(api.app, { method, url, status, body });
        return false;
      } catch {
        return true;
      }
    };
    const { id: _, ...part } = await newPool(api);
    const some = `${path}?fields=name`;
    expect(await refuses('GET', path, 200, { pool: { id: api.networkId, ...part } })).to.equal(false);
    expect(await refuses('GET', path, 200, { pool: part })).to.equal(true);
    expect(await refuses('GET', some, 200, { pool: { name: 'web' } })).to.equal(false);
    expect(await refuses('GET', some, 200, { pool: { name: 7 } })).to.equal(true);
    expect(await refuses('GET', some, 200, { pool: { secret: 'x' } })).to.equal(true);
    expect(await refuses('GET', path, 200, {})).to.equal(true);
    expect(await refuses('GET', path, 201, { pool: {} })).to.equal(true);
    const error = (type: string) => ({ NeutronError: { type, message: '', detail: '' } });
    expect(await refuses('GET', path, 404, error('PoolNotFound'))).to.equal(false);
    expect(await refuses('GET', path, 404, error('PoolInUse'))).to.equal(true);
    expect(await refuses('PATCH', path, 200, {})).to.equal(true);
  });

  it('holds requests to it: what was taken must be valid, what was refused for its form must not', async () => {
    const isAmiss = async (status: number, pool: object, message = ''): Promise<boolean> => {
      const error = { NeutronError: { type: 'HTTPBadRequest', message, detail: '' } };
      const body = status === 201 ? { pool: await newPool(api) } : error;
      const answer = { method: 'POST', url: '/v2.0/lb/pools', status, body, request: { pool } };
      return checkAnswer(api.app, answer).then(
        () => false,
        () => true,
      );
    };
    const pool = { protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: api.subnetId };
    expect(await isAmiss(201, { ...pool, admin_state_up: 'False' })).to.equal(false);
    expect(await isAmiss(201, { ...pool, admin_state_up: 'no' })).to.equal(true);
    expect(await isAmiss(400, { ...pool, name: 7 }, 'Invalid input for name. Reason: x.')).to.equal(false);
    expect(await isAmiss(400, { ...pool, name: 'x' }, 'Invalid input for name. Reason: x.')).to.equal(true);
  });

  it('describes every call: what it does, what it takes and what it answers', () => {
    const paths = document['paths'] as Record<string, Record<string, Json>>;
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const what = `${method} ${path}`;
        expect(operation['summary'], what)
          .to.be.a('string')
          .and.not.match(/^[A-Z]+ \//);
        const responses = operation['responses'] as Record<string, { content?: Record<string, Json> }>;
        const success = Object.entries(responses).filter(([status]) => status.startsWith('2'));
        if (operation['summary'] === 'Always refused') {
          expect(success, what).to.deep.equal([]);
          continue;
        }
        // A dry run is answered with 200, as a change is.
        const isDry = JSON.stringify(operation['parameters'] ?? []).includes('"dry_run"');
        expect(success, what).to.have.length(isDry && method !== 'put' ? 2 : 1);
        if ('requestBody' in operation) expect(['post', 'put']).to.include(method);
        else expect(['get', 'delete']).to.include(method);
        if (method === 'delete') continue;
        for (const { schema } of Object.values(success[0]?.[1].content ?? {})) {
          expect(schema, what).to.be.an('object').and.not.deep.equal({});
        }
      }
    }
  });

  it('has an example of each request, which works with the ids of what there is', async () => {
    const [empty, full] = [await newPool(api), await newPool(api)];
    const vip = await newVip(api, full.id);
    const { id: monitor } = await newMonitor(api);
    const { id: member } = await newMember(api, full.id, '10.1.0.9');
    const { id: network } = await newNetwork(api.one);
    const { id: agent } = await api.agent();
    const ids: Record<string, string> = { pools: full.id, vips: vip.id, members: member, networks: network };
    Object.assign(ids, {
      health_monitors: monitor,
      subnets: api.subnetId,
      ports: vip.port_id,
      agents: agent,
    });
    const office = (await newOffice(api)).id;
    const outside = { floating_network_id: office };
    Object.assign(ids, {
      routers: (await newRouter(api.one)).id,
      floatingips: (await newFloatingIp(api.one, outside)).id,
    });
    const named = {
      pool_id: empty.id,
      device_id: empty.id,
      subnet_id: api.subnetId,
      network_id: network,
      id: monitor,
      ...outside,
    };
    for (const { method, path, body } of examplesIn(document)) {
      const at = path.replaceAll(/(\w+)\/\{\w+\}/g, (_, kind: string) => `${kind}/${ids[kind] ?? 'one'}`);
      const client = /agents|quotas/.test(path) ? api.admin : api.one;
      const sent = JSON.parse(JSON.stringify(body), (key, value: unknown) =>
        isUuid(value) ? named[key as keyof typeof named] : value,
      ) as Json;
      const answer = await client[method](at.replace('/v2.0', ''), sent);
      expect(answer.status, `${method} ${at} ${JSON.stringify(answer.body)}`).to.be.oneOf([200, 201]);
    }
  });

  it('says which attributes an object always has', () => {
    const { schemas } = document['components'] as { schemas: Record<string, { required?: string[] }> };
    expect(schemas['Pool']?.required).to.include.members(['id', 'vip_id', 'status_description', 'members']);
    const monitor = schemas['HealthMonitor']?.required;
    expect(monitor).to.include('pools').and.not.include('url_path');
    expect(schemas['Network']?.required).to.not.include('provider:network_type');
    expect(Object.keys((schemas['Port'] as Json)['properties'] as Json)).to.not.include('security_groups');
    expect(schemas['PoolFields']?.required).to.equal(undefined);
  });

  it('foresees what explain answers, placed or not', async () => {
    const waiting = await newPool(api);
    expect((await api.one.get(`/lb/pools/${waiting.id}/explain`)).status).to.equal(200);
    await api.agent();
    const pool = await newPool(api);
    await newVip(api, pool.id);
    await newMember(api, pool.id, '10.1.0.50');
    await associate(api, pool.id, (await newMonitor(api)).id);
    await api.report(pool.id);
    const { status, body } = await api.one.get(`/lb/pools/${pool.id}/explain`);
    expect(status).to.equal(200);
    const { objects, agent } = body['explain'] as { objects: readonly { type: string }[]; agent: Json };
    expect(objects.map(({ type }) => type)).to.deep.equal(['vip', 'pool', 'health_monitor', 'member']);
    expect(agent).to.include({ reachable: false, reason: 'the message broker is unreachable' });
  });

  it('comes with a page that needs no other host', async () => {
    const page = await api.app.inject('/docs');
    expect(page.statusCode).to.equal(200);
    expect(page.body).to.not.match(/https?:/);
    expect(page.headers['content-security-policy']).to.include("default-src 'none'");
    const parts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    expect(parts).to.have.length(4);
    for (const path of parts) {
      const part = await api.app.inject(path);
      expect(part.statusCode, path).to.equal(200);
      expect(part.rawPayload.length, path).to.be.greaterThan(50);
    }
  });

  describe('its page, the files of it and the document', () => {
    let paths: readonly string[];
    before(async () => {
      const { body } = await api.app.inject('/docs');
      const parts = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
      paths = ['/docs', '/v2.0/openapi.json', ...parts];
    });

    it('come compressed to whoever takes that', async () => {
      for (const url of paths.filter((path) => !path.includes('.png'))) {
        const plain = await api.app.inject(url);
        expect(plain.headers, url).to.not.have.property('content-encoding');
        for (const [header, encoding, decode] of COMPRESSIONS) {
          const answer = await api.app.inject({ url, headers: { 'accept-encoding': header } });
          expect(answer.headers['content-encoding'], `${url} ${header}`).to.equal(encoding);
          expect(answer.headers['vary']).to.equal('accept-encoding');
          expect(decode(answer.rawPayload).equals(plain.rawPayload), `${url} ${header}`).to.equal(true);
        }
      }
    });

    it('take a quarter of their size', async () => {
      const size = async (headers: Record<string, string>): Promise<number> => {
        const answers = await Promise.all(paths.map((url) => api.app.inject({ url, headers })));
        return answers.reduce((sum, { rawPayload }) => sum + rawPayload.length, 0);
      };
      expect(await size({ 'accept-encoding': 'br' })).to.be.below((await size({})) / 3.5);
    });

    it('are not sent again to whoever has them', async () => {
      for (const url of paths) {
        const { headers } = await api.app.inject(url);
        const tag = String(headers['etag']);
        for (const known of [tag, `"other", ${tag}`, tag.replace('W/', ''), '*']) {
          const answer = await api.app.inject({ url, headers: { 'if-none-match': known } });
          expect(answer.statusCode, `${url} ${known}`).to.equal(304);
          expect(answer.rawPayload).to.have.length(0);
          expect(answer.headers['etag']).to.equal(tag);
        }
        const other = await api.app.inject({ url, headers: { 'if-none-match': '"other"' } });
        expect(other.statusCode, url).to.equal(200);
      }
    });

    it('may be kept without asking where the address has the version, and nowhere else', async () => {
      for (const url of paths) {
        const { headers } = await api.app.inject(url);
        const kept = url.includes('?v=') ? 'public, max-age=31536000, immutable' : 'no-cache';
        expect(headers['cache-control'], url).to.equal(kept);
        const stale = await api.app.inject(url.replace(/\?v=.*/, '?v=1'));
        expect(stale.headers['cache-control'], url).to.equal('no-cache');
      }
    });
  });

  it('serves no other file', async () => {
    for (const path of ['/docs/index.html', '/docs/..%2fpackage.json', '/docs/csp.json']) {
      expect((await api.app.inject(path)).statusCode, path).to.equal(404);
    }
  });
});

/** What a client says it takes, what it gets, and how it reads that. */
const COMPRESSIONS = [
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
  ['br;q=0, *', 'gzip', gunzipSync],
  ['deflate', undefined, (body: Buffer) => body],
] as const;

interface Example {
  readonly method: 'post' | 'put';
  readonly path: string;
  readonly body: Json;
}

/** Examples of the calls that take a body and may succeed. */
function* examplesIn(document: Json): Generator<Example> {
  for (const [path, operations] of Object.entries(document['paths'] as Record<string, Json>)) {
    for (const method of ['post', 'put'] as const) {
      const { requestBody } = (operations[method] ?? {}) as {
        requestBody?: { content: Record<string, Json> };
      };
      if (requestBody === undefined) continue;
      const body = requestBody.content['application/json']?.['example'];
      expect(body, `${method} ${path}`).to.be.an('object');
      yield { method, path, body: body as Json };
    }
  }
}
