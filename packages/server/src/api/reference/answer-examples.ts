import type { JsonSchema } from '../http/json-schema.ts';
import { Sampler } from './sample.ts';

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;
type Responses = Readonly<Record<string, { readonly content?: Content }>>;
type Paths = Readonly<Record<string, JsonSchema>>;

const JSON_TYPE = 'application/json';

/**
 * The paths with an example for each answer of success. What viewers make up of a schema has one id for everything, and
 * properties together that exclude each other.
 */
export function withAnswerExamples(
  paths: JsonSchema,
  schemas: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  const sampler = new Sampler(schemas);
  const withExample = (response: Responses[string]): Responses[string] => {
    const schema = response.content?.[JSON_TYPE]?.schema;
    if (schema === undefined || Object.keys(schema).length === 0) return response;
    return {
      ...response,
      content: { [JSON_TYPE]: { schema, example: sampler.sample(schema) } as Content[string] },
    };
  };
  return mapValues(paths as Paths, (operations) =>
    mapValues(operations as Paths, (operation) => ({
      ...operation,
      responses: mapValues(operation['responses'] as Responses, (response, status) =>
        status.startsWith('2') ? withExample(response) : response,
      ),
    })),
  );
}

const mapValues = <T, U>(
  object: Readonly<Record<string, T>>,
  change: (value: T, key: string) => U,
): Record<string, U> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
