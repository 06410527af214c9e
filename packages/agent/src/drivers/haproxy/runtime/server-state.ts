import { HaproxyError } from '../model/errors.ts';
import { serverKey } from '../render/server-key.ts';
import type { DesiredServer, ObservedServer } from '../model/types.ts';

/** Bits of srv_admin_state (management manual, "show servers state"): forced, inherited and DNS maintenance. */
const MAINT_BITS = 0x01 | 0x02 | 0x20 | 0x40;
const DRAIN_BITS = 0x08 | 0x10;

interface StateTable {
  readonly version: string;
  readonly header: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function parseTable(text: string): StateTable {
  const [version = '', header = '', ...lines] = text.split('\n');
  if (version !== '1' || !header.startsWith('# ')) {
    throw new HaproxyError('command_failed', `not a server state dump: ${text.slice(0, 80)}`);
  }
  const rows = lines.filter((line) => line !== '').map((line) => line.split(' '));
  return { version, header, columns: header.slice(2).split(' '), rows };
}

/** Reads a row by column names; a column that this HAProxy does not know is empty. */
const reader =
  ({ columns }: StateTable) =>
  (row: readonly string[], name: string): string =>
    row[columns.indexOf(name)] ?? '';

/** What `show servers state` says of every server. */
export function parseServerState(text: string): ObservedServer[] {
  const { columns, rows } = parseTable(text);
  const place = (name: string): number => columns.indexOf(name);
  const [backend, name, address] = [place('be_name'), place('srv_name'), place('srv_addr')];
  const [port, weight, admin] = [place('srv_port'), place('srv_uweight'), place('srv_admin_state')];
  return rows.map((row) => ({
    backend: row[backend] ?? '',
    name: row[name] ?? '',
    address: row[address] ?? '',
    port: Number(row[port]),
    weight: Number(row[weight]),
    admin: adminOf(Number(row[admin])),
  }));
}

function adminOf(bits: number): ObservedServer['admin'] {
  if ((bits & MAINT_BITS) !== 0) return 'maint';
  return (bits & DRAIN_BITS) === 0 ? 'ready' : 'drain';
}

/**
 * The dump of the old process as the next one may load it: health only. What the configuration states (weight,
 * address, port, maintenance) would be overruled by what the old process had, so the desired values go in, and
 * servers that change address or leave or enter maintenance start afresh.
 */
export function carryServerState(dump: string, desired: readonly DesiredServer[]): string {
  const table = parseTable(dump);
  const read = reader(table);
  const wanted = new Map(desired.map((server) => [serverKey(server), server]));
  const rows = table.rows.flatMap((row) => {
    const server = wanted.get(`${read(row, 'be_name')}/${read(row, 'srv_name')}`);
    return server !== undefined && keepsHealth(server, row, read)
      ? [withWeight(row, table, server.weight)]
      : [];
  });
  return [table.version, table.header, ...rows.map((row) => row.join(' '))].join('\n').concat('\n');
}

function keepsHealth(
  server: DesiredServer,
  row: readonly string[],
  read: (row: readonly string[], name: string) => string,
): boolean {
  const sameEndpoint =
    read(row, 'srv_addr') === server.address && read(row, 'srv_port') === String(server.port);
  return sameEndpoint && server.checked && server.admin === 'ready' && read(row, 'srv_admin_state') === '0';
}

function withWeight(row: readonly string[], { columns }: StateTable, weight: number): string[] {
  const weights = new Set(['srv_uweight', 'srv_iweight']);
  return row.map((value, index) => (weights.has(columns[index] ?? '') ? String(weight) : value));
}

/** What a start loads: nothing is known of the servers. */
export const EMPTY_SERVER_STATE = '1\n';
