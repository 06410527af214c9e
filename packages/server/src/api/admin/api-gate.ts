import type { FastifyInstance } from 'fastify';
import { apiError } from '../../usecases/errors.ts';

/** Keeps API calls out (503) until the schema is up to date; what operators ask for is answered from the start. */
export class ApiGate {
  #open = false;

  guard(app: FastifyInstance): void {
    app.addHook('onRequest', async (request) => {
      if (!this.#open && request.url.startsWith('/v2.0')) {
        throw apiError('ServiceUnavailable', { reason: 'the server is starting' });
      }
    });
  }

  open(): void {
    this.#open = true;
  }
}
