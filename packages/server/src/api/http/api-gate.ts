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

  /** @param prefixes below which the calls are */
  guard(app: FastifyInstance, prefixes: readonly string[]): void {
    app.addHook('onRequest', async ({ url }) => {
      if (!this.#open && prefixes.some((prefix) => url.startsWith(prefix))) {
        throw apiError('ServiceUnavailable', { reason: STARTING });
      }
    });
  }

  open(): void {
    this.#open = true;
  }
}
