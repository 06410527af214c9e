import { type Line, type Section, integer, matching } from './config-text.ts';
import type { HaproxyPaths, HaproxyTuning } from '../model/types.ts';

interface GlobalInput {
  readonly paths: HaproxyPaths;
  readonly tuning: HaproxyTuning;
  /** Whether PING monitors run a command. */
  readonly externalChecks: boolean;
  /** Connections beside those of clients. */
  readonly reserved: number;
}

const ACCOUNT = /^[a-z_][a-z0-9_-]{0,31}$/;
const LOG_TARGET = /^[A-Za-z0-9_.:/@[\]-]{1,255}$/;
const MAX_MS = 2_147_483_647;

const millis = (what: string, value: number): string => `${integer(what, value, 1, MAX_MS)}ms`;

export function globalSection({ paths, tuning, externalChecks, reserved }: GlobalInput): Section {
  return {
    header: ['global'],
    lines: [
      ['user', matching('user', ACCOUNT, tuning.user)],
      ['group', matching('group', ACCOUNT, tuning.group)],
      ...(externalChecks ? EXTERNAL_CHECKS : [['chroot', paths.chroot]]),
      // A second thread would cost memory per process; load spreads over balancers instead.
      ['nbthread', 1],
      ['maxconn', integer('maxConnections', tuning.maxConnections, 1, 10_000_000) + reserved],
      ...bufferLines(tuning),
      // Otherwise each start reads every certificate of the system for a client that nothing here uses:
      // 30 ms instead of 10, and 0.9 MB (measured on 2.6.12).
      ['httpclient.ssl.verify', 'none'],
      // Where the kernel grants fewer descriptors, fewer connections are better than no balancer.
      ['no', 'strict-limits'],
      ['hard-stop-after', `${integer('hardStopAfterS', tuning.hardStopAfterS, 1, 2_000_000)}s`],
      ['stats', 'socket', `unix@${paths.socket}`, ...SOCKET_ARGS],
      // The agent keeps two connections open, one for questions and one for notices; HAProxy's 10 s would close them.
      ['stats', 'timeout', '1h'],
      ['server-state-file', paths.serverState],
      ['localpeer', 'self'],
      ...logLines(tuning, ['log', tuning.logTarget ?? '', 'local0']),
    ],
  };
}

/** HAProxy's own `tune.bufsize`, and `tune.maxrewrite`: what a buffer keeps free for headers that are added. */
const BUFFER_BYTES = 16_384;
const REWRITE_BYTES = 1_024;

/** A header must fit into one buffer. Not written where HAProxy's own size is meant. */
function bufferLines({ maxHeaderBytes }: HaproxyTuning): Line[] {
  const bytes = integer('maxHeaderBytes', maxHeaderBytes, 4_096, 1_048_576) + REWRITE_BYTES;
  if (bytes === BUFFER_BYTES) return [];
  return [
    ['tune.bufsize', bytes],
    ['tune.maxrewrite', REWRITE_BYTES],
  ];
}

/** The command must exist where HAProxy looks, so there is no chroot beside it. */
const EXTERNAL_CHECKS: readonly Line[] = [['external-check'], ['insecure-fork-wanted']];

const SOCKET_ARGS = ['mode', '600', 'level', 'admin', 'expose-fd', 'listeners'];

export function defaultsSection(tuning: HaproxyTuning): Section {
  return {
    header: ['defaults'],
    lines: [
      ['timeout', 'connect', millis('connectTimeoutMs', tuning.connectTimeoutMs)],
      ['timeout', 'client', millis('clientTimeoutMs', tuning.clientTimeoutMs)],
      ['timeout', 'server', millis('serverTimeoutMs', tuning.serverTimeoutMs)],
      ...(tuning.tunnelTimeoutMs === undefined
        ? []
        : [['timeout', 'tunnel', millis('tunnelTimeoutMs', tuning.tunnelTimeoutMs)]]),
      ['retries', integer('retries', tuning.retries, 0, 100)],
      ['option', 'redispatch'],
      // Without it a process that is asked to finish closes connections on which a request is just arriving.
      ['option', 'idle-close-on-response'],
      // Bytes of long connections count while they last, not when they end.
      ['option', 'contstats'],
      ['load-server-state-from-file', 'global'],
      ...logLines(tuning, ['log', 'global'], ['option', 'log-health-checks']),
    ],
  };
}

function logLines({ logTarget }: HaproxyTuning, ...lines: Line[]): Line[] {
  if (logTarget === undefined) return [];
  matching('logTarget', LOG_TARGET, logTarget);
  return lines;
}

/** The ring buffer of HAProxy (configuration manual 3.6) that changes of servers are written to. */
export const HEALTH_RING = 'health';

/** Keeps what backends with HEALTH_LOG log about their servers, for readers at the runtime socket. */
export const healthRing = (): Section => ({
  header: ['ring', HEALTH_RING],
  lines: [
    ['format', 'raw'],
    ['maxlen', 256],
  ],
});

/** In a backend: changes of its servers only. What clients do is logged by frontends, and less urgent than this. */
export const HEALTH_LOG: Line = ['log', `ring@${HEALTH_RING}`, 'local0', 'notice'];

/** Through the local peer the old process of a reload hands its stick tables to the next one. */
export const peersSection = (address: string): Section => ({
  header: ['peers', 'local'],
  lines: [['peer', 'self', address]],
});
