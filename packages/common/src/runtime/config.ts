import { readFileSync } from 'node:fs';
import { parse as parseToml } from 'smol-toml';
import type { Static, TObject, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { exposure, readSecretFile } from './secret-file.ts';

/** Everything that is wrong with the settings, so that one start is enough to correct them all. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`invalid settings:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

export interface ConfigSources {
  /** Prefix of environment variables: `LBAAS_` makes `LBAAS_API_PORT` the setting `api_port`. */
  readonly prefix?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** TOML file whose top-level keys are settings. */
  readonly file?: string | undefined;
  /** `--api-port 9696`, `--api-port=9696`, and `--flag` for booleans. */
  readonly argv?: readonly string[];
}

/** A value with the name under which its source gave it, for messages. */
interface Given {
  readonly key: string;
  readonly label: string;
  readonly value: unknown;
}

/**
 * Reads settings: arguments override the environment, which overrides the file, which overrides the defaults of the
 * schema. `LBAAS_X_FILE` names a file that holds the value of the secret setting `x`. A file with a secret in it must
 * not be open to everyone.
 * @throws ConfigError naming every problem: unknown names, wrong types, values out of range, missing ones
 */
export function loadConfig<S extends TObject>(schema: S, sources: ConfigSources): Static<S> {
  const problems: string[] = [];
  const given = [
    ...fromFile(schema, sources.file, problems),
    ...fromEnvironment(schema, sources, problems),
    ...fromArguments(schema, sources.argv ?? [], problems),
  ];
  const known = given.filter(({ key, label }) => {
    const isKnown = Object.hasOwn(schema.properties, key);
    if (!isKnown) problems.push(`${label}: no such setting`);
    return isKnown;
  });
  const values = {
    ...defaultsOf(schema),
    ...Object.fromEntries(known.map(({ key, value }) => [key, value])),
  };
  problems.push(...violations(schema, values, known), ...exposedKeys(schema, values));
  if (problems.length > 0) throw new ConfigError(problems);
  // The cast: the compiled schema has accepted the values.
  return values as Static<S>;
}

/** If the file cannot be read, that is the only problem named: other settings that seem missing may be in it. */
function fromFile(schema: TObject, file: string | undefined, problems: string[]): Given[] {
  if (file === undefined) return [];
  try {
    const given = Object.entries(parseToml(readFileSync(file, 'utf8')));
    const problem = given.some(([key]) => isSecret(schema.properties[key])) ? exposure(file) : undefined;
    if (problem !== undefined) problems.push(problem);
    return given.map(([key, value]) => ({
      key,
      label: `${file}: ${key}`,
      value,
    }));
  } catch (error) {
    throw new ConfigError([`${file}: ${(error as Error).message}`]);
  }
}

function fromEnvironment(schema: TObject, sources: ConfigSources, problems: string[]): Given[] {
  const prefix = sources.prefix ?? 'LBAAS_';
  return Object.entries(sources.env).flatMap(([name, text]) => {
    if (!name.startsWith(prefix) || text === undefined) return [];
    const key = name.slice(prefix.length).toLowerCase();
    const secret = key.replace(/_file$/, '');
    if (secret !== key && isSecret(schema.properties[secret])) {
      return readSecret(secret, name, text, problems);
    }
    return [{ key, label: name, value: convert(schema.properties[key], text) }];
  });
}

function readSecret(key: string, label: string, file: string, problems: string[]): Given[] {
  try {
    return [{ key, label, value: readSecretFile(file) }];
  } catch (error) {
    problems.push(`${label}: ${(error as Error).message}`);
    return [];
  }
}

function fromArguments(schema: TObject, argv: readonly string[], problems: string[]): Given[] {
  const given: Given[] = [];
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const match = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(word);
    if (match?.[1] === undefined) {
      problems.push(`${word}: not an option`);
      continue;
    }
    const key = match[1].replaceAll('-', '_');
    const property = schema.properties[key];
    const text = match[2] ?? (typeOf(property) === 'boolean' ? 'true' : rest.shift());
    if (text === undefined && property !== undefined) problems.push(`--${match[1]}: needs a value`);
    else given.push({ key, label: `--${match[1]}`, value: convert(property, text ?? '') });
  }
  return given;
}

/**
 * Converts text to the type of the schema if that is unambiguous; otherwise it stays text, which the schema refuses.
 */
function convert(property: TSchema | undefined, text: string): unknown {
  switch (typeOf(property) ?? 'string') {
    case 'integer':
    case 'number':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'array':
      return text.trim().startsWith('[') ? fromJson(text) : words(text);
    case 'object':
      return fromJson(text);
    default:
      return text;
  }
}

const words = (text: string): string[] =>
  text.trim() === '' ? [] : text.split(',').map((item) => item.trim());

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function defaultsOf(schema: TObject): Record<string, unknown> {
  const entries = Object.entries(schema.properties).flatMap(([key, property]) => {
    const value = (property as { default?: unknown }).default;
    return value === undefined ? [] : [[key, structuredClone(value)] as const];
  });
  return Object.fromEntries(entries);
}

function violations(schema: TObject, values: object, given: readonly Given[]): string[] {
  const validator = Compile(schema);
  if (validator.Check(values)) return [];
  return validator.Errors(values).flatMap((error) => {
    const missing = missingKeys(error.params);
    if (missing.length > 0) return missing.map((key) => `${key}: is required`);
    const key = error.instancePath.split('/')[1] ?? '';
    const label = given.findLast((entry) => entry.key === key)?.label ?? key;
    return [`${label}: ${error.message}`];
  });
}

/** Private keys are secrets, too, but what is set is only where they are. */
function exposedKeys(schema: TObject, values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(schema.properties).flatMap(([key, property]) => {
    const file = values[key];
    if ((property as { privateKey?: boolean }).privateKey !== true || typeof file !== 'string') return [];
    const problem = problemOf(file);
    return problem === undefined ? [] : [`${key}: ${problem}`];
  });
}

function problemOf(file: string): string | undefined {
  try {
    return exposure(file);
  } catch (error) {
    return (error as Error).message;
  }
}

function missingKeys(params: object): readonly string[] {
  return 'requiredProperties' in params ? (params.requiredProperties as string[]) : [];
}

function typeOf(property: (TSchema & { type?: string }) | undefined): string | undefined {
  return property?.type;
}

export const isSecret = (property: (TSchema & { secret?: boolean }) | undefined): boolean =>
  property?.secret === true;
