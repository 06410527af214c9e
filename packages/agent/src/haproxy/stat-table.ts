import { HaproxyError } from './errors.ts';

/** One row of `show stat`: columns by name (management manual 9.1). */
export type StatRow = ReadonlyMap<string, string>;

/** Reads the CSV of `show stat`, whose columns are addressed by name because releases append some. */
export function parseStat(text: string): StatRow[] {
  const [header = '', ...lines] = text.split('\n');
  if (!header.startsWith('# ')) {
    throw new HaproxyError('command_failed', `not a statistics table: ${text.slice(0, 80)}`);
  }
  const columns = header.slice(2).split(',');
  return lines
    .filter((line) => line !== '')
    .map((line) => new Map(csvFields(line).map((value, index) => [columns[index] ?? '', value])));
}

const FIELD = /"((?:[^"]|"")*)"|([^,]*)/y;

/** HAProxy quotes a field that contains a comma or a quote, and doubles the quotes in it. */
function csvFields(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  for (let at = 0; at <= line.length; at += 1) {
    FIELD.lastIndex = at;
    const [whole = '', quoted, plain] = FIELD.exec(line) ?? [];
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    at += whole.length;
  }
  return fields;
}
