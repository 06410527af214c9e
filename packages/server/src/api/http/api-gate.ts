import type { FastifyInstance } from 'fastify';
import { apiError } from '../../usecases/errors.ts';

const STARTING = 'the server is starting';

/** Keeps API calls out (503) until all that they need has started; what operators ask for is answered from the start. */
export class ApiGate {
  #open = false;

  /** For `/readyz`: `ok`, or why calls are kept out. */
  get state(): string {
    return this.#open ? 'ok' : STARTING;
  }

  guard(app: FastifyInstance): void {
    app.addHook('onRequest', async (request) => {
      if (!this.#open && request.url.startsWith('/v2.0')) {
        throw apiError('ServiceUnavailable', { reason: STARTING });
      }
    });
  }

  open(): void {
    this.#open = true;
  }
}
