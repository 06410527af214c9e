/** A report of an agent: what was carried from `sinceMs` to `atMs`. */
export interface TrafficReport {
  readonly atMs: number;
  readonly sinceMs: number;
  /** Since when nothing was heard before `sinceMs`; null when the time since the last report is known. */
  readonly silentSinceMs: number | null;
}

/** Steps that end at `untilMs`. */
export interface Window {
  readonly untilMs: number;
  readonly stepMs: number;
  readonly steps: number;
}

export interface Heard<Report extends TrafficReport> {
  /** In the order of their times. */
  readonly reports: readonly Report[];
  /** The last report, also one that left no row; null = there never was one. */
  readonly lastMs: number | null;
  readonly nowMs: number;
}

export type Series = readonly (number | null)[];

/** As SILENT_AFTER_S in reports/update-device-stats.ts. */
const SILENT_AFTER_MS = 75_000;
/** What is carried is reported within ten seconds; then it takes its way. */
const ON_ITS_WAY_MS = 15_000;

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The newest window that reports are complete for. */
export function windowOf(
  { lastMs, nowMs }: Omit<Heard<TrafficReport>, 'reports'>,
  size: Omit<Window, 'untilMs'>,
): Window {
  const knownMs = Math.min(nowMs, Math.max(lastMs ?? 0, nowMs - ON_ITS_WAY_MS));
  return { ...size, untilMs: Math.floor(knownMs / size.stepMs) * size.stepMs };
}

/** When nothing was heard. */
function silences({ reports, lastMs, nowMs }: Heard<TrafficReport>): readonly Stretch[] {
  if (lastMs === null) return [{ fromMs: -Infinity, toMs: Infinity }];
  const before = reports.flatMap(({ silentSinceMs, sinceMs }) =>
    silentSinceMs === null ? [] : [{ fromMs: silentSinceMs, toMs: sinceMs }],
  );
  return nowMs - lastMs > SILENT_AFTER_MS ? [...before, { fromMs: lastMs, toMs: Infinity }] : before;
}

const overlapMs = (a: Stretch, b: Stretch): number =>
  Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs));

const stepsOf = ({ untilMs, stepMs, steps }: Window): readonly Stretch[] =>
  Array.from({ length: steps }, (_, n) => {
    const fromMs = untilMs - (steps - n) * stepMs;
    return { fromMs, toMs: fromMs + stepMs };
  });

/** Which reports reach into which step, by how much of what they report; undefined for a step that is not known. */
export interface Steps<Report extends TrafficReport> {
  readonly stepMs: number;
  readonly shares: readonly (readonly { readonly report: Report; readonly share: number }[] | undefined)[];
  /** The last report at the end of each step. */
  readonly last: readonly (Report | undefined)[];
}

export function stepsFor<Report extends TrafficReport>(heard: Heard<Report>, window: Window): Steps<Report> {
  const silent = silences(heard);
  const stretches = stepsOf(window);
  const parts = stretches.map((step) => {
    const unknownMs = silent.reduce((sum, silence) => sum + overlapMs(step, silence), 0);
    const shares = sharesIn(step, heard.reports);
    return unknownMs > window.stepMs / 2 && shares.length === 0 ? undefined : shares;
  });
  const last = stretches.map(({ toMs }) =>
    heard.reports.findLast(({ atMs }) => atMs <= toMs && toMs - atMs <= SILENT_AFTER_MS),
  );
  return { stepMs: window.stepMs, shares: parts, last };
}

function sharesIn<Report extends TrafficReport>(step: Stretch, reports: readonly Report[]) {
  return reports.flatMap((report) => {
    const { sinceMs, atMs } = report;
    const share = overlapMs(step, { fromMs: sinceMs, toMs: atMs }) / (atMs - sinceMs);
    return share > 0 ? [{ report, share }] : [];
  });
}

/** Per second. */
export function rates<Report extends TrafficReport>(
  { stepMs, shares }: Steps<Report>,
  carried: (report: Report) => number,
): Series {
  return shares.map((parts) => {
    if (parts === undefined) return null;
    const sum = parts.reduce((all, { report, share }) => all + carried(report) * share, 0);
    return Math.round((sum / stepMs) * 100_000) / 100;
  });
}

/** What was open at the end of each step. */
export function levels<Report extends TrafficReport>(
  { shares, last }: Steps<Report>,
  open: (report: Report) => number,
): Series {
  return shares.map((parts, step) => {
    const report = last[step];
    if (parts === undefined) return null;
    return report === undefined ? 0 : open(report);
  });
}
