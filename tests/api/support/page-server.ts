import { createLogger, Metrics, systemClock } from '@lbaas/common/runtime';
import { createConnectionPool, NotificationListener, UnitOfWork } from '@lbaas/server/persistence';
import {
  createAuthentication,
  EndedSessions,
  GuessLimit,
  registerPage,
  SessionAuthenticator,
  Sessions,
  translateConstraint,
} from '@lbaas/server/testing';
import { type EventServer, startEventServer } from './events-fixture.ts';
import type { LbaasApi } from './lbaas-v1-fixture.ts';

const HOUR_MS = 3_600_000;

export interface PageServerOptions {
  readonly lifetimeMs?: number;
  /** Wrong guesses per second of an address. @default any number */
  readonly guessesPerSecond?: number;
  /** What is logged. */
  readonly lines?: string[];
}

export async function startPageServer(
  api: LbaasApi,
  auth: Parameters<typeof createAuthentication>[0],
  { lifetimeMs = 8 * HOUR_MS, guessesPerSecond, lines = [] }: PageServerOptions = {},
): Promise<EventServer> {
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ name: 'test', level: 'debug', destination });
  const metrics = new Metrics();
  const clock = systemClock;
  const { authenticator: inner, signIn, lifecycle } = createAuthentication(auth, { logger, metrics, clock });
  const pool = createConnectionPool({ url: api.url });
  const unitOfWork = new UnitOfWork({ pool, translate: translateConstraint });
  const notifications = new NotificationListener({ url: api.url, logger });
  const sessions = new Sessions(unitOfWork);
  const ended = new EndedSessions({ unitOfWork, notifications, logger });
  const guesses =
    guessesPerSecond === undefined
      ? undefined
      : new GuessLimit({ perSecond: guessesPerSecond, trustedProxies: [], clock, metrics });
  const server = await startEventServer(api, {
    authenticator: new SessionAuthenticator({ inner, sessions, ended }),
    logger,
    database: { pool, unitOfWork, background: unitOfWork },
    ...(guesses === undefined ? {} : { limits: { guesses } }),
    register: (app) =>
      registerPage(app, {
        directory: '/nowhere',
        sessions: { signIn, authenticator: inner, sessions, lifetimeMs, clock, guesses },
      }),
  });
  await lifecycle.start();
  notifications.start();
  ended.start();
  return {
    ...server,
    stop: async () => {
      await ended.stop();
      await notifications.stop();
      await server.stop();
      await lifecycle.stop();
    },
  };
}
