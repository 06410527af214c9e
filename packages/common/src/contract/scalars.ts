import { Type } from 'typebox';
import { DEVICE_KINDS, HOST_NAME } from '../domain/index.ts';

export const Uuid = uuid('UUID in its canonical lower-case form');

/** Dotted IPv4 or any textual IPv6 form; the closed alphabet alone, not the arithmetic, is checked here. */
export const IpAddress = Type.String({
  pattern: '^[0-9A-Fa-f.:]{2,45}$',
  description: 'IPv4 or IPv6 address',
});
export const Cidr = Type.String({ pattern: '^[0-9A-Fa-f.:]{2,45}/\\d{1,3}$', description: 'address/prefix' });
export const MacAddress = Type.String({ pattern: '^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$' });
export const Host = Type.String({
  pattern: `^${HOST_NAME}$`,
  description: 'name of an agent host',
});
export const Timestamp = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
  description: 'UTC, ISO 8601 with milliseconds',
});
export const Counter = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const GenerationNumber = Type.Integer({ minimum: 0, description: 'generation of a device; 0 = none' });
export const EpochNumber = Type.Integer({ minimum: 1, description: 'epoch of a placement' });
/** Which course of events a database has: another one once it was restored from a dump (ADR 35). */
export const HistoryId = uuid('history of the database');
export const Text = Type.String({ maxLength: 4096 });
export const Port = Type.Integer({ minimum: 1, maximum: 65535 });
export const Kind = literals(DEVICE_KINDS);

/** A union of string literals from an `as const` list. */
export function literals<const T extends readonly string[]>(values: T) {
  return Type.Enum<[...T]>([...values]);
}

export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

function uuid(description: string) {
  return Type.String({
    pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
    description,
  });
}
