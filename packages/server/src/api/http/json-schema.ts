/** A JSON Schema (draft 2020-12, as OpenAPI 3.1 has it). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A function with the schema of the values that it lets pass, as far as a schema can say it. */
export const described = <F extends (value: unknown) => unknown>(
  schema: JsonSchema,
  run: F,
): F & { readonly schema: JsonSchema } => Object.assign(run, { schema });

export const orNull = ({ type, ...schema }: JsonSchema): JsonSchema => ({ type: [type, 'null'], ...schema });

export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

/** Every property must be there, and no other may be. */
export const exactly = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

export const UUID_SCHEMA: JsonSchema = { type: 'string', format: 'uuid' };
export const IP_ADDRESS_SCHEMA: JsonSchema = {
  type: 'string',
  anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }],
  description: 'IPv4 or IPv6 address',
};
export const TEXT_SCHEMA: JsonSchema = { type: 'string' };
