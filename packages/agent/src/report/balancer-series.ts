import type { LogicalDevice } from '@lbaas/common/contract';
import type { Metrics } from '@lbaas/common/runtime';
import { EXPORTED_LEVELS, EXPORTED_METRICS, type ExportedLevel, type ExportedRow } from '../drivers/index.ts';
import { type Labels, labelsOf } from './balancer-labels.ts';

interface Shown {
  readonly labels: Labels;
  readonly row: ExportedRow;
}

interface Balancer {
  readonly rows: Readonly<Record<ExportedLevel, readonly Shown[]>>;
  /** Series of its own, without those of members. */
  readonly own: number;
  readonly ofMembers: number;
}

/** `proxy` and `server` are those of HAProxy's exporter: the ids of VIP, pool and member. */
const LABELS: Readonly<Record<ExportedLevel, readonly string[]>> = {
  frontend: ['proxy', 'vip', 'pool'],
  backend: ['proxy', 'vip', 'pool'],
  server: ['proxy', 'server', 'vip', 'pool', 'member'],
};

/**
 * What every load balancer of this host carries, as last read, under the names of HAProxy's own exporter. How many
 * series that may be is bounded: a host with 500 balancers of 100 members would have a million.
 */
export class BalancerSeries {
  readonly #balancers = new Map<string, Balancer>();
  readonly #max: number;

  constructor(metrics: Metrics, maxSeries: number) {
    this.#max = maxSeries;
    for (const level of EXPORTED_LEVELS) this.#register(metrics, level);
    metrics.readSeries(
      {
        type: 'gauge',
        name: 'lbaas_agent_series_left_out',
        help: 'Series of balancers that are not shown, because there are more than metrics_max_series.',
        labelNames: ['of'],
      },
      (set) => {
        const { own, ofMembers, shown } = this.#count();
        set({ of: 'members' }, this.#hasMembers() ? 0 : ofMembers);
        set({ of: 'balancers' }, own - shown);
      },
    );
  }

  show(device: LogicalDevice, exported: readonly ExportedRow[]): void {
    if (device.kind !== 'load_balancer' || exported.length === 0) return this.drop(device.device_id);
    const label = labelsOf(device.snapshot);
    const rows = { frontend: [] as Shown[], backend: [] as Shown[], server: [] as Shown[] };
    for (const row of exported) {
      const labels = label(row);
      if (labels !== undefined) rows[row.level].push({ labels, row });
    }
    const own = seriesOf(rows.frontend) + seriesOf(rows.backend);
    this.#balancers.set(device.device_id, { rows, own, ofMembers: seriesOf(rows.server) });
  }

  drop(deviceId: string): void {
    this.#balancers.delete(deviceId);
  }

  #register(metrics: Metrics, level: ExportedLevel): void {
    const parts = EXPORTED_METRICS[level].map((metric, place) => ({ metric, place }));
    for (const name of new Set(EXPORTED_METRICS[level].map((metric) => metric.name))) {
      const own = parts.filter(({ metric }) => metric.name === name);
      const [first] = own;
      if (first === undefined) continue;
      const { type, help, states, code } = first.metric;
      const labelNames = [...LABELS[level], ...(states ? ['state'] : []), ...(code ? ['code'] : [])];
      metrics.readSeries({ type, name, help, labelNames }, (set) => {
        for (const { labels, row } of this.#rows(level)) {
          for (const part of own) setPart(set, labels, part.metric, row.values[part.place] ?? Number.NaN);
        }
      });
    }
  }

  *#rows(level: ExportedLevel): Generator<Shown> {
    if (level === 'server' && !this.#hasMembers()) return;
    let shown = 0;
    for (const { rows, own } of this.#balancers.values()) {
      shown += own;
      if (shown > this.#max) return;
      yield* rows[level];
    }
  }

  #hasMembers(): boolean {
    const { own, ofMembers } = this.#count();
    return own + ofMembers <= this.#max;
  }

  #count(): { readonly own: number; readonly ofMembers: number; readonly shown: number } {
    let [own, ofMembers, shown] = [0, 0, 0];
    for (const balancer of this.#balancers.values()) {
      own += balancer.own;
      ofMembers += balancer.ofMembers;
      if (own <= this.#max) shown = own;
    }
    return { own, ofMembers, shown };
  }
}

type Metric = (typeof EXPORTED_METRICS)[ExportedLevel][number];
type Setter = (labels: Labels, value: number) => void;

function setPart(set: Setter, labels: Labels, { states, code }: Metric, value: number): void {
  if (Number.isNaN(value)) return;
  if (states !== undefined) states.forEach((state, at) => set({ ...labels, state }, Number(at === value)));
  else set(code === undefined ? labels : { ...labels, code }, value);
}

const seriesOf = (shown: readonly Shown[]): number =>
  shown.reduce((sum, { row }) => sum + SERIES_OF_ROW[row.level], 0);

/** At most: what a protocol does not have is not shown. */
const SERIES_OF_ROW = Object.fromEntries(
  EXPORTED_LEVELS.map((level) => [
    level,
    EXPORTED_METRICS[level].reduce((sum, { states }) => sum + (states?.length ?? 1), 0),
  ]),
) as Readonly<Record<ExportedLevel, number>>;
