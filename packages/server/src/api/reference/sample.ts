import { createHash } from 'node:crypto';
import type { JsonSchema } from '../http/json-schema.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;

/** Where a value stands: the key that it has, and the kind of object that this is a key of. */
interface Place {
  readonly key: string;
  readonly owner: string;
}

/** What a text looks like, where its schema does not say so. The addresses fit each other. */
const TEXTS: Readonly<Record<string, string>> = {
  tenant_id: 'demo',
  project_id: 'demo',
  user_id: 'alice',
  address: '10.0.0.100',
  ip_address: '10.0.0.100',
  gateway_ip: '10.0.0.1',
  start: '10.0.0.10',
  end: '10.0.0.199',
  destination: '192.0.2.0/24',
  nexthop: '10.0.0.2',
  dns_nameserver: '192.0.2.53',
  awaited_address: '10.0.0.100',
  mac_address: 'fa:16:3e:5b:1c:2d',
  cookie_name: 'JSESSIONID',
  'provider:network_type': 'flat',
  'provider:physical_network': 'physnet1',
  'binding:host_id': 'agent-1',
  agent_host: 'agent-1',
  host: 'agent-1',
  created_at: '2026-01-01 10:00:00.000000',
  started_at: '2026-01-01 10:00:00.000000',
  heartbeat_timestamp: '2026-01-01 10:00:00.000000',
};

/** Messages of agents describe ids by what they are made of. */
const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
const TIME = '2026-01-01T10:00:00.000Z';
const ADDRESS = '10.0.0.100';

/** Names of objects that are called otherwise where they are named. */
const KINDS: Readonly<Record<string, string>> = { monitor: 'health_monitor' };

const kindOf = (name: string): string => KINDS[name] ?? name;

/** An id that always stands for the same object: the one of that kind. */
export function exampleId({ key, owner }: Place): string {
  const kind = key === 'id' ? owner : kindOf(key.replace(/_id$/, ''));
  const hex = createHash('sha256').update(kind).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

interface Keywords {
  readonly type?: string | readonly string[];
  readonly $ref?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maxProperties?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema | boolean>>;
}

/** Values that a schema lets pass; references lead into `schemas`. */
export class Sampler {
  readonly #schemas: Schemas;

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  sample(schema: JsonSchema, place: Place = { key: '', owner: '' }): unknown {
    const { $ref, examples, enum: values, anyOf, oneOf, ...rest }: Keywords = schema;
    if ($ref !== undefined) return this.sample(this.#target($ref), place);
    if (examples !== undefined) return examples[0];
    if ('const' in rest) return rest.const;
    if (values !== undefined) return values[0];
    const choice = (anyOf ?? oneOf)?.find(isSomething);
    return choice === undefined ? this.#ofType(rest, place) : this.sample({ ...rest, ...choice }, place);
  }

  #ofType(schema: Keywords, place: Place): unknown {
    const type: string = [schema.type].flat()[0] ?? 'any';
    switch (type) {
      case 'object':
        return this.#object(schema, place);
      case 'array':
        return this.#list(schema.items ?? {}, place);
      case 'string':
        return textOf(schema, place);
      case 'integer':
      case 'number':
        return schema.minimum ?? 1;
      case 'boolean':
        return true;
      default:
        return {};
    }
  }

  #object({ properties = {} }: Keywords, { key, owner }: Place): unknown {
    const kind = key === '' ? owner : kindOf(key);
    const entries = Object.entries(properties).flatMap(([name, schema]) =>
      typeof schema === 'boolean' ? [] : [[name, this.sample(schema, { key: name, owner: kind })] as const],
    );
    return Object.fromEntries(entries);
  }

  /** One item, or none where nothing is said of them. */
  #list(items: JsonSchema, { key, owner }: Place): unknown {
    return Object.keys(items).length === 0 ? [] : [this.sample(items, { key: singularOf(key), owner })];
  }

  /** `#/components/schemas/Pool`, and further in. */
  #target($ref: string): JsonSchema {
    const keys = $ref.split('/').slice(3);
    // The cast: the document has only references that lead to schemas.
    return keys.reduce<unknown>((at, key) => (at as JsonSchema)[key], this.#schemas) as JsonSchema;
  }
}

/** Neither null nor an empty object. */
const isSomething = ({ type, maxProperties }: Keywords): boolean => type !== 'null' && maxProperties !== 0;

const singularOf = (name: string): string => name.replace(/(?:_status|s)$/, '').replace(/s$/, '');

function textOf({ format, pattern }: Keywords, place: Place): string {
  if (format === 'uuid' || pattern === UUID_PATTERN) return exampleId(place);
  if (format === 'date-time') return TIME;
  if (format === 'ipv4') return ADDRESS;
  return TEXTS[place.key] ?? (place.key.endsWith('_at') ? TIME : '');
}
