import { HaproxyError } from '../model/errors.ts';

/** One row of `show stat`: columns by name (management manual 9.1); most are empty in most rows. */
export interface StatRow {
  /** undefined for a column that this HAProxy does not have. */
  get(column: Column): string | undefined;
}

/** Reads the CSV of `show stat`, whose columns are addressed by name because releases append some. */
export function parseStat(text: string): StatRow[] {
  const lines = text.split('\n');
  const header = lines[0] ?? '';
  if (!header.startsWith('# ')) {
    throw new HaproxyError('command_failed', `not a statistics table: ${text.slice(0, 80)}`);
  }
  const { places, width } = columnsOf(header);
  return lines
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => row(places, csvFields(line, width)));
}

/** Of 129, so that nothing is built for the others. */
export const COLUMNS = [
  'pxname',
  'svname',
  'type',
  'status',
  'scur',
  'stot',
  'bin',
  'bout',
  'check_status',
  'check_code',
  'check_duration',
  'hrsp_1xx',
  'hrsp_2xx',
  'hrsp_3xx',
  'hrsp_4xx',
  'hrsp_5xx',
  'hrsp_other',
  'qcur',
  'slim',
  'dreq',
  'ereq',
  'econ',
  'eresp',
  'wretr',
  'wredis',
  'weight',
  'act',
  'chkfail',
  'chkdown',
  'downtime',
  'req_tot',
  'qtime',
  'ctime',
  'rtime',
  'conn_tot',
] as const;
export type Column = (typeof COLUMNS)[number];

interface Columns {
  readonly header: string;
  readonly places: ReadonlyMap<string, number>;
  /** So many fields of a line are looked at. */
  readonly width: number;
}

let known: Columns | undefined;

/** Every HAProxy of this host writes the same one. */
function columnsOf(header: string): Columns {
  if (known?.header !== header) {
    const names = header.slice(2).split(',');
    const places = new Map(COLUMNS.map((name) => [name as string, names.indexOf(name)]));
    known = { header, places, width: Math.max(...places.values()) + 1 };
  }
  return known;
}

const row = (columns: ReadonlyMap<string, number>, fields: readonly string[]): StatRow => ({
  get: (column) => fields[columns.get(column) ?? -1],
});

const FIELD = /"((?:[^"]|"")*)"|([^,]*)/y;

/** HAProxy quotes a field that contains a comma or a quote, and doubles the quotes in it. */
function csvFields(line: string, width: number): string[] {
  if (!line.includes('"')) return line.split(',', width);
  const fields: string[] = [];
  for (let at = 0; at <= line.length; at += 1) {
    FIELD.lastIndex = at;
    const [whole = '', quoted, plain] = FIELD.exec(line) ?? [];
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    at += whole.length;
  }
  return fields;
}
