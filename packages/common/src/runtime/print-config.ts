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

const mask = (value: unknown): string =>
  typeof value === 'string' && value.includes('://')
    ? value
        .split(/,(?=\s*\w+:\/\/)/)
        .map(maskUrl)
        .join(',')
    : MASK;

/** With several hosts in it, a URL is none for URL. */
function maskUrl(text: string): string {
  if (/pass|secret|token/i.test(text.split('?', 2)[1] ?? '')) return MASK;
  const [, head, password, tail] = /^(\s*\w+:\/\/[^/?@:]*):([^/?@]*)(@[^@]*)$/s.exec(text) ?? [];
  return password === undefined || password === '' ? MASK : `${head}:${MASK}${tail}`;
}
