import { LOCAL_DEFAULTS, type Setting, type SettingsSchema, settingsOf } from './package/settings.ts';

const INTRODUCTION = `# Configuration

Generated from the schemas by \`npm run gen\`. A setting \`x_y\` is the environment variable \`LBAAS_X_Y\`, the key \`x_y\` in a
TOML file (\`--config FILE\`) or the option \`--x-y\`. An option overrides the environment, which overrides the file. Secrets
may also be read from a file: \`LBAAS_X_Y_FILE\`. Unknown names are errors, and all problems are reported at once.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

function defaultOf({ name, standard, isRequired }: Setting): string {
  if (standard !== undefined) return `\`${JSON.stringify(standard)}\``;
  return isRequired ? '**required**' : (LOCAL_DEFAULTS[name] ?? '');
}

function table(title: string, schema: SettingsSchema): string {
  const rows = settingsOf(schema).map(
    (setting) =>
      `| \`LBAAS_${setting.name.toUpperCase()}\` | ${cell(defaultOf(setting))} | ${cell(setting.description)} |`,
  );
  return [`## ${title}`, '', '| setting | default | meaning |', '|---|---|---|', ...rows, ''].join('\n');
}

/** docs/configuration.md. The defaults come from the code, so the page cannot go stale unnoticed. */
export const configurationPage = (server: SettingsSchema, agent: SettingsSchema): string =>
  [INTRODUCTION, table('Server', server), table('Agent', agent)].join('\n');
