import type { HealthMonitor } from '@lbaas/common/contract';
import { CONFIG_ALPHABETS } from '@lbaas/common/domain';
import { type Line, integer, matching } from './config-text.ts';
import { HaproxyRefused } from '../model/errors.ts';

/** How a backend checks its servers: lines of the section, and arguments of every server in it. */
export interface Check {
  readonly lines: readonly Line[];
  readonly serverArgs: readonly string[];
  /** Whether a server that is added at run time runs this check too. */
  readonly dynamic: boolean;
}

export interface CheckContext {
  /** Value of the Host header of HTTP and HTTPS checks. */
  readonly httpHost: string;
  readonly scripts: string;
}

export const NO_CHECK: Check = { lines: [], serverArgs: [], dynamic: true };

/** A failed member returns after two good checks, as in every release of Neutron. */
const RISE = 2;
/** HAProxy keeps times as milliseconds in 31 bits. */
const MAX_SECONDS = 2_147_483;

const METHOD = new RegExp(CONFIG_ALPHABETS.httpMethod);
const PATH = new RegExp(CONFIG_ALPHABETS.urlPath);
const CODES = new RegExp(CONFIG_ALPHABETS.expectedCodes);

export function renderCheck(monitor: HealthMonitor, context: CheckContext): Check {
  const timeoutS = integer('timeout', monitor.timeout, 1, MAX_SECONDS);
  const timeout: Line = ['timeout', 'check', `${timeoutS}s`];
  switch (monitor.type) {
    case 'TCP':
      return { lines: [timeout], serverArgs: cadence(monitor), dynamic: true };
    case 'HTTP':
      return {
        lines: [timeout, ...httpLines(monitor, context)],
        serverArgs: cadence(monitor),
        dynamic: true,
      };
    case 'HTTPS':
      return {
        lines: [timeout, ...httpLines(monitor, context)],
        serverArgs: [...cadence(monitor), 'check-ssl', 'verify', 'none'],
        dynamic: true,
      };
    case 'PING':
      return {
        lines: [timeout, ...pingLines(timeoutS, context)],
        serverArgs: cadence(monitor),
        dynamic: false,
      };
    default:
      throw new HaproxyRefused(`unknown monitor type: ${JSON.stringify(monitor.type)}`);
  }
}

function cadence(monitor: HealthMonitor): string[] {
  const delay = integer('delay', monitor.delay, 1, MAX_SECONDS);
  const fall = integer('max_retries', monitor.max_retries, 1, 10);
  return ['check', 'inter', `${delay}s`, 'fall', String(fall), 'rise', String(RISE)];
}

function httpLines(monitor: HealthMonitor, { httpHost }: CheckContext): Line[] {
  const method = matching('http_method', METHOD, monitor.http_method);
  const path = matching('url_path', PATH, monitor.url_path);
  return [
    ['option', 'httpchk'],
    ['http-check', 'send', 'meth', method, 'uri', path, 'ver', 'HTTP/1.1', 'hdr', 'Host', httpHost],
    ['http-check', 'expect', 'status', expectedCodes(monitor.expected_codes)],
  ];
}

/** "200, 202" -> "200,202"; "200-299" stays. HAProxy takes lists and ranges (manual, http-check expect). */
export function expectedCodes(text: string): string {
  const codes = matching('expected_codes', CODES, text).replaceAll(/\s/g, '');
  const [low, high] = codes.split('-');
  if (low !== undefined && high !== undefined && Number(low) > Number(high)) {
    throw new HaproxyRefused(`expected_codes is an empty range: ${codes}`);
  }
  return codes;
}

export const pingScriptName = (timeoutS: number): string => `ping-${timeoutS}`;

/**
 * One script per timeout, because HAProxy hands a command nothing but addresses: $3 is the server's.
 * ping needs no privilege where net.ipv4.ping_group_range of the namespace covers HAProxy's group.
 */
export const pingScript = (timeoutS: number): string =>
  `#!/bin/sh\nexec ping -n -q -c 1 -W ${timeoutS} -- "$3" >/dev/null 2>&1\n`;

function pingLines(timeoutS: number, { scripts }: CheckContext): Line[] {
  return [
    ['option', 'external-check'],
    ['external-check', 'path', '/usr/sbin:/usr/bin:/sbin:/bin'],
    ['external-check', 'command', `${scripts}/${pingScriptName(timeoutS)}`],
  ];
}
