/** The parts of a schema that a table of settings shows. */
interface Setting {
  readonly description?: string;
  readonly default?: unknown;
}
interface SettingsSchema {
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

const INTRODUCTION = `# Configuration

Generated from the schemas by \`npm run gen\`. A setting \`x_y\` is the environment variable \`LBAAS_X_Y\`, the key \`x_y\` in a
TOML file (\`--config FILE\`) or the option \`--x-y\`. An option overrides the environment, which overrides the file. Secrets
may also be read from a file: \`LBAAS_X_Y_FILE\`. Unknown names are errors, and all problems are reported at once.
`;

const settingOf = (schema: SettingsSchema, name: string): Setting => schema.properties[name] ?? {};
const cell = (text: string): string => text.replaceAll('|', '\\|');

function defaultOf(name: string, schema: SettingsSchema): string {
  const value = settingOf(schema, name).default;
  if (name === 'agent_host') return "the machine's host name";
  if (value === undefined) return schema.required?.includes(name) === true ? '**required**' : '';
  return `\`${JSON.stringify(value)}\``;
}

function table(title: string, schema: SettingsSchema): string {
  const rows = Object.keys(schema.properties).map((name) => {
    const { description = '' } = settingOf(schema, name);
    return `| \`LBAAS_${name.toUpperCase()}\` | ${cell(defaultOf(name, schema))} | ${cell(description)} |`;
  });
  return [`## ${title}`, '', '| setting | default | meaning |', '|---|---|---|', ...rows, ''].join('\n');
}

/** docs/configuration.md. The defaults come from the code, so the page cannot go stale unnoticed. */
export const configurationPage = (server: SettingsSchema, agent: SettingsSchema): string =>
  [INTRODUCTION, table('Server', server), table('Agent', agent)].join('\n');
