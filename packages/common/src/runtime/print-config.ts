import { stringify } from 'smol-toml';
import type { TObject } from 'typebox';
import { isSecret } from './config.ts';

const MASK = '***';

/** The settings as a TOML file with their descriptions. Secrets are masked; in a secret URL only the password is. */
export function printConfig(config: Readonly<Record<string, unknown>>, schema: TObject): string {
  return Object.entries(schema.properties)
    .map(([key, property]) => {
      const value = config[key];
      const shown = isSecret(property) && value !== undefined ? mask(value) : value;
      const { description } = property as { description?: string };
      return `${description === undefined ? '' : `# ${description}\n`}${line(key, shown)}`;
    })
    .join('\n');
}

const line = (key: string, value: unknown): string =>
  value === undefined ? `# ${key} is not set\n` : stringify({ [key]: value });

function mask(value: unknown): string {
  if (typeof value !== 'string' || !URL.canParse(value)) return MASK;
  const url = new URL(value);
  if (url.password === '' || /pass|secret|token/i.test(url.search)) return MASK;
  url.password = MASK;
  return url.href;
}
