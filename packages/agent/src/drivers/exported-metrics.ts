/** Which rows of a load balancer a metric is about. */
export type ExportedLevel = 'frontend' | 'backend' | 'server';

/** A metric under the name that HAProxy's own exporter gives it. */
export interface ExportedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  /** The column of `show stat` that it is read from. */
  readonly column: string;
  /** From the unit of the column to that of the metric. */
  readonly scale?: number;
  /** One series for each of these, 1 for the one that holds; the value is its place in the list. */
  readonly states?: readonly string[];
  /** Label of a metric that is read from several columns. */
  readonly code?: string;
}

/** What one look has found of one row; NaN for what it does not have. In the order of the metrics of its level. */
export interface ExportedRow {
  readonly level: ExportedLevel;
  /** The section of the configuration. */
  readonly proxy: string;
  /** The server in it. */
  readonly server?: string;
  readonly values: readonly number[];
}

const CODES = ['1xx', '2xx', '3xx', '4xx', '5xx', 'other'] as const;
const MS = 0.001;

export const PROXY_STATES = ['DOWN', 'UP'] as const;
export const SERVER_STATES = ['DOWN', 'UP', 'MAINT', 'DRAIN', 'NOLB'] as const;

const counter = (name: string, column: string, help: string): ExportedMetric => ({
  name,
  column,
  help,
  type: 'counter',
});
const gauge = (name: string, column: string, help: string, scale?: number): ExportedMetric => ({
  name,
  column,
  help,
  type: 'gauge',
  ...(scale === undefined ? {} : { scale }),
});
const status = (name: string, states: readonly string[]): ExportedMetric => ({
  ...gauge(name, 'status', 'Current status, 1 for the one that holds.'),
  states,
});
const responses = (name: string): ExportedMetric[] =>
  CODES.map((code) => ({ ...counter(name, `hrsp_${code}`, 'HTTP responses, by class.'), code }));

const SESSIONS = (of: string): ExportedMetric[] => [
  gauge(`haproxy_${of}_current_sessions`, 'scur', 'Open sessions.'),
  counter(`haproxy_${of}_sessions_total`, 'stot', 'Sessions.'),
  counter(`haproxy_${of}_bytes_in_total`, 'bin', 'Bytes of requests.'),
  counter(`haproxy_${of}_bytes_out_total`, 'bout', 'Bytes of responses.'),
];
const BEHIND = (of: string): ExportedMetric[] => [
  gauge(`haproxy_${of}_current_queue`, 'qcur', 'Requests that wait for a server.'),
  counter(`haproxy_${of}_connection_errors_total`, 'econ', 'Connections to servers that failed.'),
  counter(`haproxy_${of}_response_errors_total`, 'eresp', 'Responses that were invalid or cut.'),
  counter(`haproxy_${of}_retry_warnings_total`, 'wretr', 'Connections that were tried again.'),
  counter(`haproxy_${of}_redispatch_warnings_total`, 'wredis', 'Requests that went to another server.'),
  gauge(`haproxy_${of}_queue_time_average_seconds`, 'qtime', 'In the queue, mean of the last 1024.', MS),
  gauge(`haproxy_${of}_connect_time_average_seconds`, 'ctime', 'To connect, mean of the last 1024.', MS),
  gauge(
    `haproxy_${of}_response_time_average_seconds`,
    'rtime',
    'To the response, mean of the last 1024.',
    MS,
  ),
];

/** A choice of what HAProxy's exporter has; the names, types and units are its own (a test asks it). */
export const EXPORTED_METRICS: Readonly<Record<ExportedLevel, readonly ExportedMetric[]>> = {
  frontend: [
    status('haproxy_frontend_status', PROXY_STATES),
    ...SESSIONS('frontend'),
    gauge('haproxy_frontend_limit_sessions', 'slim', 'Most open sessions.'),
    counter('haproxy_frontend_connections_total', 'conn_tot', 'Connections.'),
    counter('haproxy_frontend_requests_denied_total', 'dreq', 'Requests that were refused.'),
    counter('haproxy_frontend_request_errors_total', 'ereq', 'Requests that were invalid.'),
    counter('haproxy_frontend_http_requests_total', 'req_tot', 'HTTP requests.'),
    ...responses('haproxy_frontend_http_responses_total'),
  ],
  backend: [
    status('haproxy_backend_status', PROXY_STATES),
    ...SESSIONS('backend'),
    ...BEHIND('backend'),
    gauge('haproxy_backend_active_servers', 'act', 'Servers that take requests.'),
    counter('haproxy_backend_http_requests_total', 'req_tot', 'HTTP requests.'),
    ...responses('haproxy_backend_http_responses_total'),
  ],
  server: [
    status('haproxy_server_status', SERVER_STATES),
    ...SESSIONS('server'),
    ...BEHIND('server'),
    gauge('haproxy_server_weight', 'weight', 'Weight that holds now.'),
    counter('haproxy_server_check_failures_total', 'chkfail', 'Checks that failed.'),
    counter('haproxy_server_check_up_down_total', 'chkdown', 'Changes from up to down.'),
    counter('haproxy_server_downtime_seconds_total', 'downtime', 'Seconds of being down.'),
    ...responses('haproxy_server_http_responses_total'),
  ],
};

export const EXPORTED_LEVELS = Object.keys(EXPORTED_METRICS) as ExportedLevel[];
