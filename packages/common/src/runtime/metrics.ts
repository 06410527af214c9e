import { Counter, Gauge, Histogram, type Metric, Registry, collectDefaultMetrics } from 'prom-client';

export interface Reading {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface SeriesOfOthers {
  readonly type: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

/** The metrics of one process. Creating a name twice returns the same metric, so parts need not know of each other. */
export class Metrics {
  readonly registry = new Registry();

  counter(name: string, help: string, labelNames: readonly string[] = []): Counter {
    return this.#once(name, () => new Counter({ name, help, labelNames, registers: [this.registry] }));
  }

  gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
    return this.#once(name, () => new Gauge({ name, help, labelNames, registers: [this.registry] }));
  }

  /** A gauge that is read on each scrape, for values that change too often to be set each time. */
  readGauge(name: string, help: string, read: () => number): void {
    this.#once(
      name,
      () =>
        new Gauge({
          name,
          help,
          registers: [this.registry],
          collect() {
            this.set(read());
          },
        }),
    );
  }

  /**
   * Series that are read on each scrape, where they are too many to be kept twice. What `read` does not set is not
   * shown; a counter is set to what somebody else has counted.
   */
  readSeries(
    { type, name, help, labelNames }: SeriesOfOthers,
    read: (set: (labels: Reading['labels'], value: number) => void) => void | Promise<void>,
  ): void {
    const settings = { name, help, labelNames, registers: [this.registry] };
    this.#once(name, () => {
      if (type === 'gauge') {
        return new Gauge({
          ...settings,
          async collect() {
            this.reset();
            await read((labels, value) => this.set(labels, value));
          },
        });
      }
      return new Counter({
        ...settings,
        async collect() {
          this.reset();
          await read((labels, value) => this.inc(labels, value));
        },
      });
    });
  }

  /** @param buckets upper bounds in the unit of the name; prom-client's defaults (5 ms to 10 s) when left out */
  histogram(
    name: string,
    help: string,
    labelNames: readonly string[] = [],
    buckets?: readonly number[],
  ): Histogram {
    const settings = { name, help, labelNames, registers: [this.registry] };
    return this.#once(
      name,
      () => new Histogram(buckets === undefined ? settings : { ...settings, buckets: [...buckets] }),
    );
  }

  /** Adds memory, CPU, event loop and garbage collection of this process. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** What a metric is at now, by its labels; nothing while nobody has created it. */
  async read(name: string): Promise<readonly Reading[]> {
    const { values = [] } = (await this.registry.getSingleMetric(name)?.get()) ?? {};
    return values.map(({ labels, value }) => ({
      labels: Object.fromEntries(Object.entries(labels).map(([label, text]) => [label, String(text)])),
      value,
    }));
  }

  /** Prometheus text format 0.0.4. */
  render(): Promise<string> {
    return this.registry.metrics();
  }

  #once<T extends Metric>(name: string, create: () => T): T {
    // The cast: a name is used with one kind of metric only, and the registry refuses a second kind.
    return (this.registry.getSingleMetric(name) as T | undefined) ?? create();
  }
}
