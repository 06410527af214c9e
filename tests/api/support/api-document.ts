import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Json = Readonly<Record<string, unknown>>;

/** undefined if the value is valid, else what is wrong. */
export type Verdict = (value: unknown) => string | undefined;

/** One method of one path of the document. */
export interface DocumentedCall {
  /** Such as `GET /v2.0/lb/pools/{id}`. */
  readonly name: string;
  readonly takesBody: boolean;
  /**
   * The check for a status; undefined if the document does not have it. `isWhole`: attributes that only `fields` may
   * leave out must be present.
   */
  answer(status: number, isWhole: boolean): Verdict | undefined;
  readonly request: Verdict;
}

/** The OpenAPI document of a server, ready to check requests and answers against it. */
export class ApiDocument {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #paths: readonly {
    readonly template: string;
    readonly operations: Json;
    readonly shape: RegExp;
  }[];

  constructor(document: Json) {
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(document, 'requests');
    this.#ajv.addSchema(closed(document) as Json, 'answers');
    this.#ajv.addSchema(whole(closed(document) as Json), 'whole');
    this.#paths = Object.entries(document['paths'] as Record<string, Json>)
      .map(([template, operations]) => ({ template, operations, shape: shapeOf(template) }))
      .sort((a, b) => literalsIn(b.template) - literalsIn(a.template));
  }

  /** undefined for a call that is not in the document. */
  find(method: string, path: string): DocumentedCall | undefined {
    const verb = method.toLowerCase();
    const found = this.#paths.find(({ shape, operations }) => shape.test(path) && verb in operations);
    if (found === undefined) return undefined;
    const { template } = found;
    const operation = found.operations[verb] as { responses: Record<string, Json>; requestBody?: Json };
    const at = `#/paths/${encodeURIComponent(template.replaceAll('~', '~0').replaceAll('/', '~1'))}/${verb}`;
    return {
      name: `${method} ${template}`,
      takesBody: operation.requestBody !== undefined,
      answer: (status, isWhole) => {
        const response = operation.responses[status];
        if (response === undefined) return undefined;
        const place = (response['$ref'] as string | undefined) ?? `${at}/responses/${status}`;
        return status === 204 ? () => undefined : this.#verdict(isWhole ? 'whole' : 'answers', place);
      },
      request: this.#verdict('requests', `${at}/requestBody`),
    };
  }

  #verdict(id: string, place: string): Verdict {
    return (value) => {
      const [validate] = ['application~1json', 'text~1event-stream'].flatMap(
        (type) => this.#ajv.getSchema(`${id}${place}/content/${type}/schema`) ?? [],
      );
      if (validate === undefined) return `there is no schema at ${place}`;
      return validate(value) ? undefined : this.#ajv.errorsText(validate.errors);
    };
  }
}

const shapeOf = (template: string): RegExp =>
  new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]*')}$`);

const literalsIn = (template: string): number =>
  template.split('/').filter((part) => !part.startsWith('{')).length;

/** Clients must tolerate undocumented attributes, but these tests do not: answers may show nothing undocumented. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)] as const);
  const isOpen = 'properties' in schema && 'type' in schema && !('additionalProperties' in schema);
  return Object.fromEntries(isOpen ? [...entries, ['additionalProperties', false]] : entries);
}

/** Without the schemas of objects that `fields` has reduced to some attributes. */
function whole(document: Json): Json {
  const components = document['components'] as { readonly schemas: Json };
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => [name, name.endsWith('Fields') ? false : schema] as const,
  );
  return { ...document, components: { ...components, schemas: Object.fromEntries(schemas) } };
}
