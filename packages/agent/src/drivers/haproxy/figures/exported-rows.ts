import {
  EXPORTED_METRICS,
  type ExportedLevel,
  type ExportedMetric,
  type ExportedRow,
  PROXY_STATES,
  SERVER_STATES,
} from '../../exported-metrics.ts';
import type { Column, StatRow } from './stat-table.ts';

const LEVELS: Readonly<Record<string, ExportedLevel>> = { '0': 'frontend', '1': 'backend', '2': 'server' };

/** What HAProxy's own exporter would show of these rows. Sections with a dot in their name serve checks. */
export function exportedRows(rows: readonly StatRow[]): ExportedRow[] {
  return rows.flatMap((row) => {
    const level = LEVELS[row.get('type') ?? ''];
    const proxy = row.get('pxname') ?? '';
    if (level === undefined || proxy.includes('.')) return [];
    const server = level === 'server' ? { server: row.get('svname') ?? '' } : {};
    const values = EXPORTED_METRICS[level].map((metric) => valueOf(metric, row, level));
    return [{ level, proxy, ...server, values }];
  });
}

function valueOf({ column, scale = 1 }: ExportedMetric, row: StatRow, level: ExportedLevel): number {
  const text = row.get(column as Column) ?? '';
  if (column === 'status') return level === 'server' ? serverState(text) : proxyState(text);
  return text === '' ? Number.NaN : Number(text) * scale;
}

const proxyState = (text: string): number => PROXY_STATES.indexOf(/^(UP|OPEN)/.test(text) ? 'UP' : 'DOWN');

/** `UP 1/3`, `DOWN (agent)`, `MAINT (via a/b)`, and `no check`, which takes requests. */
function serverState(text: string): number {
  const state = SERVER_STATES.find((name) => text.startsWith(name));
  return SERVER_STATES.indexOf(state ?? (text === 'no check' ? 'UP' : 'DOWN'));
}
