import type { Block, ManPage } from './man-page.ts';
import { LOCAL_DEFAULTS, type Setting, type SettingsSchema, settingsOf } from './settings.ts';

export interface Program {
  readonly name: string;
  readonly summary: string;
  readonly about: string;
  readonly schema: SettingsSchema;
  /** Options besides the settings, with their meanings. */
  readonly options: Readonly<Record<string, string>>;
  /** Path of its settings. */
  readonly file: string;
}

type Dated = Pick<ManPage, 'version' | 'epoch'>;

const COMMON_OPTIONS = {
  '--config FILE': 'a TOML file with settings',
  '--print-config': 'show the settings, secrets masked, and end; 1 if one is wrong or missing',
  '--help': 'show all options, and end',
};

/** NAME(8): the command. Pure. */
export const commandManual = (program: Program, dated: Dated): ManPage => ({
  ...dated,
  name: program.name,
  section: 8,
  summary: program.summary,
  sections: {
    SYNOPSIS: [`\`${program.name}\` [\`--config\` FILE] [\`--\`SETTING VALUE]...`],
    DESCRIPTION: [
      program.about,
      `It is started by systemd as \`${program.name}.service\`, with the settings of \`${program.file}\`, ` +
        'and logs to the journal, a JSON object a line.',
    ],
    OPTIONS: [
      ...Object.entries({ ...COMMON_OPTIONS, ...program.options }).map(optionBlock),
      `Every setting of \`${program.name}.toml\`(5) is an option as well: \`x_y\` is \`--x-y\`. An option overrides the ` +
        'environment variable `LBAAS_X_Y`, which overrides the file.',
    ],
    'EXIT STATUS': [
      '0 after a signal that ended it in order, 1 after an error that the log, or one line, tells of.',
    ],
    FILES: [{ term: `\`${program.file}\``, text: 'settings' }],
    'SEE ALSO': [`\`${program.name}.toml\`(5), \`systemctl\`(1), \`journalctl\`(1)`],
  },
});

const optionBlock = ([option, text]: [string, string]): Block => ({ term: `\`${option}\``, text });

/** NAME.toml(5): the settings. Pure. */
export const settingsManual = ({ name, file, schema }: Program, dated: Dated): ManPage => ({
  ...dated,
  name: `${name}.toml`,
  section: 5,
  summary: `settings of ${name}`,
  sections: {
    DESCRIPTION: [
      `\`${file}\` is a TOML file with a key for each setting. The environment variable \`LBAAS_X_Y\` overrides the key ` +
        '`x_y`. Unknown names are errors, and all problems are reported at once. Secrets may be in files of their own: ' +
        '`LBAAS_X_Y_FILE` names such a file.',
    ],
    SETTINGS: settingsOf(schema).map((setting) => ({
      term: `\`${setting.name}\`${defaultOf(setting)}`,
      text: setting.description,
    })),
    'SEE ALSO': [`\`${name}\`(8)`],
  },
});

function defaultOf({ name, standard, isRequired }: Setting): string {
  if (standard !== undefined) return ` = ${JSON.stringify(standard)}`;
  if (isRequired) return ' (required)';
  const local = LOCAL_DEFAULTS[name];
  return local === undefined ? '' : ` = ${local}`;
}
