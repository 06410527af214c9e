import { once } from 'node:events';
import { type Server, type ServerResponse, createServer } from 'node:http';
import type { Lifecycle, Logger, Metrics } from '@lbaas/common/runtime';

export interface MetricsServerOptions {
  /** Undefined = no server. */
  readonly port: number | undefined;
  readonly address: string;
  /** Anything but `serving` is not ready. */
  readonly claim: { readonly state: string };
  readonly metrics: Metrics;
  readonly logger: Logger;
}

const TEXT = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };

/**
 * `GET /metrics` in the Prometheus text format; `GET /healthz` is 200 while the process is alive, `GET /readyz` while
 * it may serve under its host name.
 */
export class MetricsServer implements Lifecycle {
  readonly #options: MetricsServerOptions;
  #server: Server | undefined;

  constructor(options: MetricsServerOptions) {
    this.#options = options;
  }

  /** @throws when the port is taken */
  async start(): Promise<void> {
    const { port, address } = this.#options;
    if (port === undefined || this.#server !== undefined) return;
    const server = createServer((request, response) => void this.#answer(request.url ?? '', response));
    this.#server = server;
    server.listen(port, address);
    await once(server, 'listening');
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  #answerReadiness(response: ServerResponse): void {
    const { state } = this.#options.claim;
    response.writeHead(state === 'serving' ? 200 : 503, TEXT).end(`${state}\n`);
  }

  async #answer(url: string, response: ServerResponse): Promise<void> {
    try {
      if (url === '/metrics') response.writeHead(200, TEXT).end(await this.#options.metrics.render());
      else if (url === '/healthz') response.writeHead(200, TEXT).end('ok\n');
      else if (url === '/readyz') this.#answerReadiness(response);
      else response.writeHead(404, TEXT).end('not found\n');
    } catch (error) {
      this.#options.logger.error({ err: error }, 'metrics failed');
      response.writeHead(500, TEXT).end();
    }
  }
}
