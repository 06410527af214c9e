import type { DeviceReport, ReportSink } from '../reconcile/index.ts';
import type { FiguresReporter } from './figures-reporter.ts';
import type { StatusReporter } from './status-reporter.ts';

/** Where reconcile leaves what became of devices. */
export class Reports implements ReportSink {
  readonly #statuses: Pick<StatusReporter, 'report'>;
  readonly #figures: Pick<FiguresReporter, 'realised'>;

  constructor(parts: {
    readonly statuses: Pick<StatusReporter, 'report'>;
    readonly figures: Pick<FiguresReporter, 'realised'>;
  }) {
    this.#statuses = parts.statuses;
    this.#figures = parts.figures;
  }

  report(report: DeviceReport): void {
    this.#statuses.report(report);
  }

  realised(deviceId: string, membersMayDiffer: boolean): void {
    this.#figures.realised(deviceId, membersMayDiffer);
  }
}
