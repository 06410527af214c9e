import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiError } from '../../usecases/errors.ts';

const INDEX = 'index.html';

/** vite puts a hash of the content into the names of what is here. */
const HASHED = /\/assets\/[^/]+$/;

const FOR_EVER = 'public, max-age=31536000, immutable';
/** Asked about each time; the answer is 304 as long as it is the same. */
const NOT_UNASKED = 'no-cache';

const NOT_BUILT = 'The web page is not built: run "npm run build", or set LBAAS_PAGE_DIRECTORY.\n';

/**
 * The files of the web page, below the prefix of `door`. What is no file is a place within the page when a browser asks
 * for it as a document: the page knows its own places.
 */
export async function registerPageFiles(door: FastifyInstance, directory: string): Promise<void> {
  await door.register(fastifyStatic, {
    root: directory,
    prefix: '/',
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    suppressWarning: true,
    setHeaders: (reply, path) => {
      reply.header('cache-control', HASHED.test(path) ? FOR_EVER : NOT_UNASKED);
    },
  });
  const sendPage = (reply: FastifyReply): FastifyReply =>
    existsSync(join(directory, INDEX)) ? reply.sendFile(INDEX) : sendNotBuilt(reply);
  // The router takes `/ui` and `/ui/` for the same.
  // HEAD is answered as GET; the routes of files have it by themselves.
  door.route({
    method: ['GET', 'HEAD'],
    url: '/',
    handler: async (request, reply) => {
      const [path = '', query] = request.originalUrl.split(/\?(.*)/s);
      if (path.endsWith('/')) return sendPage(reply);
      return reply.redirect(query === undefined ? `${path}/` : `${path}/?${query}`);
    },
  });
  door.setNotFoundHandler(async (request, reply) => {
    if (!asksForDocument(request)) throw apiError('HTTPNotFound');
    return sendPage(reply);
  });
}

const sendNotBuilt = (reply: FastifyReply): FastifyReply =>
  reply.code(404).type('text/plain; charset=UTF-8').header('cache-control', 'no-store').send(NOT_BUILT);

/** Browsers ask for documents in this way, programs do not. */
export const asksForDocument = ({ method, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true;
