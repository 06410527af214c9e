import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'chai';

type Json = Readonly<Record<string, unknown>>;
type Check = (answer: CheckedAnswer) => void;

export interface CheckedAnswer {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly status: number;
  readonly body: unknown;
}

/** Where the document comes from: an application, or a server. */
export interface DocumentSource {
  inject(path: string): PromiseLike<{ readonly body: string }>;
}

const checks = new WeakMap<DocumentSource, Promise<Check>>();
const compiled = new Map<string, Check>();

/** Expects that an answer is one that the API's own OpenAPI document foresees. */
export async function checkAnswer(app: DocumentSource, answer: CheckedAnswer): Promise<void> {
  const check = checks.get(app) ?? load(app);
  checks.set(app, check);
  (await check)(answer);
}

/** Applications with the same modules share what is compiled. */
async function load(app: DocumentSource): Promise<Check> {
  const { body } = await app.inject('/v2.0/openapi.json');
  const known = compiled.get(body) ?? checkOf(JSON.parse(body) as Json);
  compiled.set(body, known);
  return known;
}

function checkOf(document: Json): Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(closed(document) as Json, 'api');
  const paths = Object.entries(document['paths'] as Record<string, Json>)
    .map(([template, operations]) => ({ template, operations, shape: shapeOf(template) }))
    .sort((a, b) => literalsIn(b.template) - literalsIn(a.template));
  return ({ method, url, status, body }) => {
    const path = pathOf(url);
    if (!DOCUMENTED.test(path)) return;
    const verb = method.toLowerCase();
    const found = paths.find(({ shape, operations }) => shape.test(path) && verb in operations);
    if (found === undefined) {
      expect([401, 404, 503], `${method} ${path} is not in the document`).to.include(status);
      return;
    }
    const responses = (found.operations[verb] as { responses: Record<string, Json> }).responses;
    const what = `${method} ${found.template}: ${status}`;
    const response = responses[status];
    expect(response, `${what} is not in the document`).to.not.equal(undefined);
    if (status === 204) return;
    const at = (response?.['$ref'] as string | undefined) ?? pointer(found.template, verb, status);
    const validate = ajv.getSchema(`api${at}/content/application~1json/schema`);
    const valid = validate?.(body);
    expect(valid, `${what}: ${ajv.errorsText(validate?.errors)}\n${JSON.stringify(body)}`).to.equal(true);
  };
}

/** The rest is for operators: health, readiness, metrics and the page that shows the document. */
const DOCUMENTED = /^\/$|^\/v2\.0(\/|$)/;

/** As the server reads it: `..` is gone on arrival. */
const pathOf = (url: string): string =>
  new URL(url, 'http://api').pathname.replace(/\.json$/, '').replace(/(?<=.)\/$/, '');

const shapeOf = (template: string): RegExp =>
  new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]*')}$`);

const literalsIn = (template: string): number =>
  template.split('/').filter((part) => !part.startsWith('{')).length;

const pointer = (template: string, verb: string, status: number): string => {
  const escaped = encodeURIComponent(template.replaceAll('~', '~0').replaceAll('/', '~1'));
  return `#/paths/${escaped}/${verb}/responses/${status}`;
};

/** Clients must expect more than is described, but these tests do not: nothing may be shown that is not described. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)] as const);
  const isOpen = 'properties' in schema && 'type' in schema && !('additionalProperties' in schema);
  return Object.fromEntries(isOpen ? [...entries, ['additionalProperties', false]] : entries);
}
