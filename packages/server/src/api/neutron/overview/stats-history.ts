import type { RowOf, UnitOfWork } from '../../../persistence/index.ts';
import { apiError } from '../../../usecases/errors.ts';
import type { Call, CallDefinition } from '../../http/call.ts';
import { type JsonSchema, exactly, listOf, orNull } from '../../http/json-schema.ts';
import { valuesOf } from '../../http/query.ts';
import { quote } from '../../resource/quote.ts';
import { isUuid } from '../../resource/validators.ts';
import { type Steps, type TrafficReport, levels, rates, stepsFor, windowOf } from './traffic-series.ts';

/** Seconds since 1970, as JSON has it. */
export const secondsSql = (column: string): string => `extract(epoch FROM ${column})::float8`;

type Traffic = RowOf<'traffic'>;

interface ReportRow extends Pick<
  Traffic,
  'requests' | 'sessions' | 'bytes_in' | 'bytes_out' | 'active' | 'responses' | 'members'
> {
  readonly at: number;
  readonly since: number;
  readonly silent_since: number | null;
}

interface HistoryRow {
  readonly protocol: RowOf<'pools'>['protocol'];
  readonly members: readonly string[];
  readonly now: number;
  readonly last: number | null;
  readonly reports: readonly ReportRow[];
}

const HISTORY = `
SELECT p.protocol, ${secondsSql('clock_timestamp()')} AS now,
  ARRAY(SELECT m.id::text FROM members m WHERE m.pool_id = p.id ORDER BY m.id) AS members,
  (SELECT ${secondsSql('max(s.traffic_at)')} FROM statistics s WHERE s.pool_id = p.id) AS last,
  (SELECT coalesce(json_agg(json_build_object('at', ${secondsSql('t.at')}, 'since', ${secondsSql('t.since')},
      'silent_since', ${secondsSql('t.silent_since')}, 'requests', t.requests, 'sessions', t.sessions,
      'bytes_in', t.bytes_in, 'bytes_out', t.bytes_out, 'active', t.active, 'responses', t.responses,
      'members', t.members) ORDER BY t.at), '[]')
    FROM traffic t WHERE t.pool_id = p.id AND t.at > clock_timestamp() - $4 * interval '1 min' - interval '2 min'
  ) AS reports
FROM pools p WHERE p.id = $1 AND ($2 OR p.project_id = $3)`;

const STEP_S = 10;
const STEPS_A_MINUTE = 60 / STEP_S;
const MAX_MINUTES = 60;
const CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

const SERIES: JsonSchema = listOf({ type: ['number', 'null'], minimum: 0 });
const SERIES_OF_ONE = exactly({
  requests: SERIES,
  sessions: SERIES,
  bytes_in: SERIES,
  bytes_out: SERIES,
  active: SERIES,
});
const TIME: JsonSchema = { type: 'string', format: 'date-time' };
const ANSWER = exactly({
  history: exactly({
    step: { type: 'integer', description: 'seconds' },
    from: TIME,
    until: TIME,
    total: SERIES_OF_ONE,
    members: { type: 'object', additionalProperties: SERIES_OF_ONE },
    response_classes: orNull(exactly(Object.fromEntries(CLASSES.map((name) => [name, SERIES])))),
  }),
});

/** GET /lb/pools/{id}/stats/history: what a pool and its members have carried, in steps of ten seconds. */
export const statsHistoryCall = (unitOfWork: UnitOfWork): CallDefinition => ({
  method: 'GET',
  path: '/lb/pools/:id/stats/history',
  docs: {
    summary: 'Show what a pool has carried in the last hour',
    tag: 'lb',
    query: ['minutes'],
    answer: ANSWER,
  },
  run: (call) => history(unitOfWork, call),
});

async function history(unitOfWork: UnitOfWork, { context, params, query }: Call): Promise<unknown> {
  const minutes = minutesOf(valuesOf(query['minutes'])[0]);
  const id = params['id'] ?? '';
  if (!isUuid(id)) throw apiError('PoolNotFound', { id });
  const [row] = await unitOfWork.statements((tx) =>
    tx.query<HistoryRow>(HISTORY, [id, context.isAdmin, context.projectId, minutes]),
  );
  if (row === undefined) throw apiError('PoolNotFound', { id });
  return { history: historyOf(row, minutes) };
}

function minutesOf(text: string | undefined): number {
  const minutes = text === undefined ? MAX_MINUTES : Number(text);
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= MAX_MINUTES) return minutes;
  throw apiError('InvalidInput', {
    reason: `minutes must be an integer from 1 to ${MAX_MINUTES}, not ${quote(text)}`,
  });
}

interface Report extends TrafficReport, ReportRow {}

const reportOf = (row: ReportRow): Report => ({ ...row, ...timesOf(row.since, row.at, row.silent_since) });

/** From seconds. */
export const timesOf = (since: number, at: number, silentSince: number | null): TrafficReport => ({
  sinceMs: since * 1000,
  atMs: at * 1000,
  silentSinceMs: silentSince === null ? null : silentSince * 1000,
});

export const millisOrNull = (seconds: number | null): number | null =>
  seconds === null ? null : seconds * 1000;

function historyOf({ protocol, members, now, last, reports }: HistoryRow, minutes: number) {
  const heard = { reports: reports.map(reportOf), lastMs: millisOrNull(last), nowMs: now * 1000 };
  const steps = minutes * STEPS_A_MINUTE;
  const window = windowOf(heard, { stepMs: STEP_S * 1000, steps });
  const known = stepsFor(heard, window);
  const hasRequests = protocol === 'HTTP';
  return {
    step: STEP_S,
    from: new Date(window.untilMs - steps * window.stepMs).toISOString(),
    until: new Date(window.untilMs).toISOString(),
    total: seriesOf(known, hasRequests, ({ requests, sessions, bytes_in, bytes_out, active }) => [
      requests ?? 0,
      sessions,
      bytes_in,
      bytes_out,
      active,
    ]),
    members: Object.fromEntries(
      members.map((id) => [id, seriesOf(known, hasRequests, (report) => report.members[id] ?? [])]),
    ),
    response_classes: hasRequests
      ? Object.fromEntries(
          CLASSES.map((name, place) => [name, rates(known, (report) => report.responses?.[place] ?? 0)]),
        )
      : null,
  };
}

/** @param figures requests, sessions, bytes in and out, open connections; what is missing is 0 */
function seriesOf(
  steps: Steps<Report>,
  hasRequests: boolean,
  figures: (report: Report) => readonly number[],
) {
  const rate = (place: number) => rates(steps, (report) => figures(report)[place] ?? 0);
  return {
    requests: hasRequests ? rate(0) : steps.shares.map(() => null),
    sessions: rate(1),
    bytes_in: rate(2),
    bytes_out: rate(3),
    active: levels(steps, (report) => figures(report)[4] ?? 0),
  };
}
