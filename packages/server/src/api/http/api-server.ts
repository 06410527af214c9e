import { Server as TlsServer } from 'node:tls';
import type { Lifecycle, Logger } from '@lbaas/common/runtime';
import type { FastifyInstance, FastifyListenOptions } from 'fastify';
import type { ApiCertificate } from './api-certificate.ts';

/** Where the API listens: an address, or a listening socket that the process has inherited. */
export type ListenAddress =
  { readonly host: string; readonly port: number } | { readonly descriptor: number };

export interface ListenSettings {
  readonly api_host: string;
  readonly api_port: number;
  readonly api_fd?: number;
}

export const listenAddress = ({ api_host: host, api_port: port, api_fd }: ListenSettings): ListenAddress =>
  api_fd === undefined ? { host, port } : { descriptor: api_fd };

export interface ApiServerOptions {
  readonly app: FastifyInstance;
  readonly address: ListenAddress;
  readonly logger: Logger;
  /** Reads it anew. */
  readonly certificate: () => ApiCertificate | undefined;
}

/** The HTTP listener. stop() takes no more connections and waits for the requests that are being answered. */
export class ApiServer implements Lifecycle {
  readonly #app: FastifyInstance;
  readonly #address: ListenAddress;
  readonly #logger: Logger;
  readonly #certificate: () => ApiCertificate | undefined;
  #state: 'new' | 'listening' | 'stopped' = 'new';

  constructor({ app, address, logger, certificate }: ApiServerOptions) {
    this.#app = app;
    this.#address = address;
    this.#logger = logger;
    this.#certificate = certificate;
  }

  /** The port in use; undefined before start. */
  get port(): number | undefined {
    const address = this.#app.server.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  /** What a GET is answered with, without a socket; works before start. */
  async read(path: string): Promise<{ readonly status: number; readonly body: string }> {
    const { statusCode: status, body } = await this.#app.inject(path);
    return { status, body };
  }

  async start(): Promise<void> {
    if (this.#state !== 'new') return;
    this.#state = 'listening';
    await this.#app.listen(listenOptions(this.#address));
    this.#logger.info({ address: this.#app.server.address() }, 'the API listens');
  }

  /** Whoever connects from now on is shown the certificate that the files hold now; open connections go on. */
  reload(): void {
    const { server } = this.#app;
    try {
      const certificate = this.#certificate();
      if (!(server instanceof TlsServer) || certificate === undefined) return;
      server.setSecureContext(certificate);
      this.#logger.info('the certificate of the API is read anew');
    } catch (error) {
      this.#logger.error(
        { reason: (error as Error).message },
        'the API keeps its certificate: the new one is of no use',
      );
    }
  }

  async stop(): Promise<void> {
    if (this.#state !== 'listening') return;
    this.#state = 'stopped';
    await this.#app.close();
  }
}

/** Fastify hands the options to net.Server.listen, which knows `fd`; `host` keeps Fastify from binding ::1 as well. */
function listenOptions(address: ListenAddress): FastifyListenOptions & { readonly fd?: number } {
  return 'descriptor' in address ? { fd: address.descriptor, host: '127.0.0.1' } : { ...address };
}
