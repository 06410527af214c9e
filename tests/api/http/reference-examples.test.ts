import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import { isUuid } from '@lbaas/server/testing';
import { type DocumentedOperation, answerExampleOf, operationsIn } from '../support/documented-operations.ts';
import type { Fields } from '../support/lbaas-v1-client.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

/** What an id stands for: the kind of object that its key names, or that it is the `id` of. */
function* idsIn(value: unknown, key = '', owner = ''): Generator<readonly [string, string]> {
  if (Array.isArray(value)) for (const item of value) yield* idsIn(item, key.replace(/s$/, ''), owner);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) yield* idsIn(inner, name, key);
  } else if (isUuid(value)) {
    const kind = key === 'id' ? owner : key.replace(/_id$/, '');
    yield [value, kind.replace(/^health_/, '').replace(/_statu$/, '')];
  }
}

function* objectsIn(value: unknown): Generator<Fields> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Fields;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

describe('Examples in the API reference', function () {
  this.timeout(30_000);
  const api = useLbaasApi();
  let calls: readonly DocumentedOperation[];
  const examples: (readonly [string, Fields])[] = [];

  before(async () => {
    calls = await operationsIn(api.app);
    for (const call of calls) {
      const what = `${call.method} ${call.path}`;
      if (call.example !== undefined) examples.push([`request of ${what}`, call.example]);
      const answer = answerExampleOf(call)?.example;
      if (answer !== undefined) examples.push([`answer of ${what}`, answer]);
    }
  });

  it('are there for every answer that has a body, and valid', async () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const { body } = await api.app.inject('/v2.0/openapi.json');
    ajv.addSchema(JSON.parse(body) as Fields, 'api');
    for (const call of calls) {
      const answer = answerExampleOf(call);
      if (answer === undefined) continue;
      const what = `${call.method} ${call.path}`;
      expect(answer.example, what).to.be.an('object');
      const schema = JSON.parse(
        JSON.stringify(answer.schema).replaceAll('"#/components', '"api#/components'),
      ) as Fields;
      expect(ajv.validate(schema, answer.example), `${what}: ${ajv.errorsText()}`).to.equal(true);
    }
  });

  it('use an id for one thing only', () => {
    for (const [what, example] of examples) {
      const kinds = new Map<string, Set<string>>();
      for (const [id, kind] of idsIn(example)) kinds.set(id, (kinds.get(id) ?? new Set()).add(kind));
      for (const [id, names] of kinds) expect([...names], `${what}: ${id}`).to.have.length(1);
    }
  });

  it('have a cookie name with APP_COOKIE only', () => {
    for (const [what, example] of examples) {
      for (const { type, cookie_name: cookieName } of objectsIn(example)) {
        if (cookieName !== undefined) expect(type, what).to.equal('APP_COOKIE');
      }
    }
  });
});
