import { stringify } from 'smol-toml';
import { LOCAL_DEFAULTS, type Setting, type SettingsSchema, settingsOf } from './settings.ts';

const WIDTH = 100;

/** The settings file of a package: every setting with its meaning and its default, each commented. Pure. */
export const settingsFile = (program: string, schema: SettingsSchema): string =>
  [
    `# Settings of ${program}. The environment (LBAAS_X_Y) overrides them. ${program}.toml(5) is the manual.\n`,
    ...settingsOf(schema).map(paragraph),
  ].join('\n');

function paragraph(setting: Setting): string {
  const { name, description, isRequired, standard } = setting;
  const note = isRequired ? 'Required. ' : '';
  return `${wrapped(`${note}${description}`)}\n#${assignment(name, standard)}\n`;
}

/** What has no default is shown without a value: with the comment sign taken away it is an error, not a setting. */
function assignment(name: string, standard: unknown): string {
  if (standard !== undefined) return stringify({ [name]: standard }).trimEnd();
  const local = LOCAL_DEFAULTS[name];
  return local === undefined ? `${name} =` : `${name} = # left out: ${local}`;
}

function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length + 1 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => `# ${line}`).join('\n');
}
