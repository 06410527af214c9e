import type { ComputedColumn, Row } from '../../resource/view.ts';
import { millisOrNull, secondsSql, timesOf } from './stats-history.ts';
import { rates, stepsFor, windowOf } from './traffic-series.ts';

/** Requests and connections of the last ten minutes, from a report's times and figures. */
const TRAFFIC_REPORTS = `(
SELECT coalesce(json_agg(json_build_array(${secondsSql('t.since')}, ${secondsSql('t.at')},
  ${secondsSql('t.silent_since')}, t.requests, t.sessions) ORDER BY t.at), '[]')
FROM traffic t WHERE t.pool_id = p.id AND t.at > clock_timestamp() - interval '12 min')`;

/** Of the pool `p`. */
export const TRAFFIC: ComputedColumn = {
  needs: {
    traffic_reports: TRAFFIC_REPORTS,
    traffic_last: `(SELECT ${secondsSql('max(s.traffic_at)')} FROM statistics s WHERE s.pool_id = p.id)`,
    traffic_now: secondsSql('clock_timestamp()'),
    traffic_protocol: 'p.protocol',
  },
  compute: trafficOf,
};

const SPARK = { stepMs: 20_000, steps: 30 };

function trafficOf(row: Row): unknown {
  // The casts: the columns of a row are what its expressions give.
  const rows = row['traffic_reports'] as readonly (readonly [
    number,
    number,
    number | null,
    number | null,
    number,
  ])[];
  const reports = rows.map(([since, at, silentSince, requests, sessions]) => ({
    ...timesOf(since, at, silentSince),
    requests: requests ?? 0,
    sessions,
  }));
  const lastMs = millisOrNull(row['traffic_last'] as number | null);
  const heard = { reports, lastMs, nowMs: (row['traffic_now'] as number) * 1000 };
  const window = windowOf(heard, SPARK);
  const steps = stepsFor(heard, window);
  return {
    step: SPARK.stepMs / 1000,
    until: new Date(window.untilMs).toISOString(),
    requests:
      row['traffic_protocol'] === 'HTTP'
        ? rates(steps, (report) => report.requests)
        : steps.shares.map(() => null),
    connections: rates(steps, (report) => report.sessions),
  };
}
