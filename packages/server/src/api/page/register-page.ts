import type { FastifyInstance } from 'fastify';
import { PAGE_HEADERS } from './page-headers.ts';
import { asksForDocument, registerPageFiles } from './page-files.ts';
import { PageSessions, type PageSessionsOptions } from './page-sessions.ts';
import { registerSessionRoutes } from './session-routes.ts';

const PAGE_PREFIX = '/ui';

/** What is answered from the database. */
export const SESSION_PREFIX = `${PAGE_PREFIX}/session`;

export interface PageOptions {
  /** Of the built page. It may be missing, and may come later. */
  readonly directory: string;
  /** @default nobody can sign in */
  readonly sessions?: PageSessionsOptions;
}

/** The web page, beside every dialect. */
export function registerPage(app: FastifyInstance, { directory, sessions }: PageOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== '/') return;
    reply.header('vary', 'accept');
    if (asksForDocument(request)) return reply.redirect(`${PAGE_PREFIX}/`);
  });
  void app.register(
    async (door) => {
      door.addHook('onRequest', async (_request, reply) => void reply.headers(PAGE_HEADERS));
      if (sessions !== undefined) registerSessionRoutes(door, new PageSessions(sessions));
      await registerPageFiles(door, directory);
    },
    { prefix: PAGE_PREFIX },
  );
}
