import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import { traces, requestFields } from './trace.ts';

export type Logger = PinoLogger;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly name: string;
  readonly level: LogLevel;
  /** Standard output when left out. */
  readonly destination?: DestinationStream;
}

const SECRETS = ['password', 'token', 'secret', 'authorization', '["x-auth-token"]'];
const REDACTED = SECRETS.flatMap((key) => [key, key.startsWith('[') ? `*${key}` : `*.${key}`]);

/** JSON lines with ISO time and, inside a request context, `request_id` and the caller's own `global_request_id`. */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    name: options.name,
    level: options.level,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: REDACTED, censor: '***' },
    mixin: fieldsOfContext,
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

function fieldsOfContext(): object {
  const context = traces.getStore();
  return context === undefined ? {} : requestFields(context);
}
