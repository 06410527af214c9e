import type { FastifyInstance } from 'fastify';
import { PAGE_HEADERS } from './page-headers.ts';
import { asksForDocument, registerPageFiles } from './page-files.ts';

export const PAGE_PREFIX = '/ui';

export interface PageOptions {
  /** Of the built page. It may be missing, and may come later. */
  readonly directory: string;
}

/** The web page, beside every dialect. */
export function registerPage(app: FastifyInstance, { directory }: PageOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== '/') return;
    reply.header('vary', 'accept');
    if (asksForDocument(request)) return reply.redirect(`${PAGE_PREFIX}/`);
  });
  void app.register(
    async (door) => {
      door.addHook('onRequest', async (_request, reply) => void reply.headers(PAGE_HEADERS));
      await registerPageFiles(door, directory);
    },
    { prefix: PAGE_PREFIX },
  );
}
