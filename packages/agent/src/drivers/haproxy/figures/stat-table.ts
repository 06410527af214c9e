import { HaproxyError } from '../model/errors.ts';

/** One row of `show stat`: columns by name (management manual 9.1). */
export interface StatRow {
  /** undefined for a column that this HAProxy does not have; most are empty in most rows. */
  get(column: string): string | undefined;
}

/** Reads the CSV of `show stat`, whose columns are addressed by name because releases append some. */
export function parseStat(text: string): StatRow[] {
  const [header = '', ...lines] = text.split('\n');
  if (!header.startsWith('# ')) {
    throw new HaproxyError('command_failed', `not a statistics table: ${text.slice(0, 80)}`);
  }
  const columns = columnsOf(header);
  return lines.filter((line) => line !== '').map((line) => row(columns, csvFields(line)));
}

let known: { readonly header: string; readonly columns: ReadonlyMap<string, number> } | undefined;

/** Every HAProxy of this host writes the same one. */
function columnsOf(header: string): ReadonlyMap<string, number> {
  if (known?.header !== header) {
    const names = header.slice(2).split(',');
    known = { header, columns: new Map(names.map((name, place) => [name, place])) };
  }
  return known.columns;
}

// A poll needs ten of 129 columns, so nothing is built for the others.
const row = (columns: ReadonlyMap<string, number>, fields: readonly string[]): StatRow => ({
  get: (column) => fields[columns.get(column) ?? -1],
});

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
