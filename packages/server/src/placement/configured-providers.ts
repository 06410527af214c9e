import { Backoff, ConfigError, type Lifecycle, sleep } from '@lbaas/common/runtime';
import { DatabaseUnavailable, type RowOf, type UnitOfWork } from '../persistence/index.ts';
import { ROUTER_DRIVER } from '@lbaas/common/domain';
import type { ServiceProvider } from '../devices/providers.ts';

interface Missing extends Pick<RowOf<'devices'>, 'provider'> {
  readonly pools: number;
}

const NOT_CONFIGURED = `
SELECT provider, count(*)::int AS pools FROM devices
WHERE NOT deleting AND NOT provider = ANY($1::text[]) GROUP BY provider ORDER BY provider`;

/**
 * Keeps the server from starting while there are pools that none of its providers can serve, as Neutron does. The
 * database may be lost again since the migrations: it is waited for.
 */
export class ConfiguredProviders implements Lifecycle {
  readonly #unitOfWork: Pick<UnitOfWork, 'statements'>;
  readonly #names: readonly string[];
  readonly #backoff = new Backoff({ baseMs: 100, capMs: 3000 });
  #stopping = new AbortController();

  constructor(unitOfWork: Pick<UnitOfWork, 'statements'>, providers: readonly ServiceProvider[]) {
    this.#unitOfWork = unitOfWork;
    // Routers name their driver, which no operator configures.
    this.#names = [...providers.map(({ name }) => name), ROUTER_DRIVER];
  }

  /** @throws ConfigError naming what is missing; what stop() says when it comes first */
  async start(): Promise<void> {
    this.#stopping = new AbortController();
    const missing = await this.#missing();
    if (missing.length === 0) return;
    throw new ConfigError(
      missing.map(
        ({ provider, pools }) => `service_providers: ${provider} is missing, which ${pools} pools have`,
      ),
    );
  }

  stop(): void {
    this.#stopping.abort(new Error('stopped while waiting for the database'));
  }

  async #missing(): Promise<readonly Missing[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#unitOfWork.statements((tx) => tx.query<Missing>(NOT_CONFIGURED, [this.#names]));
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable)) throw error;
        await sleep(this.#backoff.delayMs(attempt), this.#stopping.signal);
      }
    }
  }
}
