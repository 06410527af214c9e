import type { TObject } from 'typebox';

/**
 * The options of a program: each setting on one line, its meaning on the next.
 * @param more options of this program besides its settings, with their meanings
 */
export function printHelp(
  name: string,
  schema: TObject,
  more: Readonly<Record<string, string>> = {},
): string {
  const required = new Set<string>(schema.required);
  const settings = Object.entries(schema.properties).map(([key, property]) => {
    const { default: standard, description = '' } = property as { default?: unknown; description?: string };
    const note = standard !== undefined ? ` = ${shown(standard)}` : required.has(key) ? ' (required)' : '';
    return `LBAAS_${key.toUpperCase()}${note}\n    ${description}\n`;
  });
  const options = Object.entries(more).map(([option, meaning]) => `${option.padEnd(16)}${meaning}\n`);
  return `${name}: takes settings from the environment, over a TOML file with the keys x_y, under options --x-y VALUE

--config FILE   the TOML file
--print-config  show the settings, secrets masked, and end
${options.join('')}
${settings.join('')}`;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
