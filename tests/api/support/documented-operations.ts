import type { App, Fields } from './lbaas-v1-client.ts';

interface Content {
  readonly schema: Fields;
  readonly example?: Fields;
}

interface Response {
  readonly content?: Readonly<Record<string, Content>>;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: Required<Response>;
  readonly responses: Readonly<Record<string, Response>>;
}

/** A method of a path of the API reference. */
export interface DocumentedOperation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly operation: Operation;
  /** Of a request. */
  readonly example: Fields | undefined;
  /** What an object in a request may have. */
  readonly properties: Fields;
}

const JSON_TYPE = 'application/json';

export async function operationsIn(app: App): Promise<readonly DocumentedOperation[]> {
  const document = (await app.inject('/v2.0/openapi.json')).json<Fields>();
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const body = operation.requestBody?.content[JSON_TYPE];
      return {
        // The cast: the reference has no other methods.
        method: method.toUpperCase() as DocumentedOperation['method'],
        path,
        operation,
        example: body?.example,
        properties: body === undefined ? {} : propertiesOf(body.schema, document),
      };
    }),
  );
}

/** The example of a successful answer. */
export const answerExampleOf = ({ operation }: DocumentedOperation): Content | undefined =>
  Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1].content?.[JSON_TYPE];

/** The path with the ids of objects, by the names of their collections; the rest becomes `one`. */
export const atIds = (path: string, ids: Readonly<Record<string, string>>): string =>
  path.replaceAll(/(\w+)\/\{\w+\}/g, (_, kind: string) => `${kind}/${ids[kind] ?? 'one'}`);

/** Of the first object within the wrapper. */
function propertiesOf(schema: Fields, document: Fields): Fields {
  const { oneOf, anyOf, properties, $ref } = schema as {
    readonly oneOf?: readonly Fields[];
    readonly anyOf?: readonly Fields[];
    readonly properties?: Fields;
    readonly $ref?: string;
  };
  const choice = (oneOf ?? anyOf)?.[0];
  if (choice !== undefined) return propertiesOf(choice, document);
  if ($ref !== undefined) {
    const target = $ref
      .split('/')
      .slice(1)
      .reduce<unknown>((at, key) => (at as Fields)[key], document);
    return propertiesOf(target as Fields, document);
  }
  const entries = Object.values(properties ?? {});
  const [only] = entries;
  const isWrapper =
    entries.length === 1 &&
    typeof only === 'object' &&
    ('$ref' in (only ?? {}) || 'properties' in (only ?? {}));
  return isWrapper ? propertiesOf(only as Fields, document) : (properties ?? {});
}
