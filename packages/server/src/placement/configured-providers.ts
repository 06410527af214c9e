import { ConfigError, type Lifecycle } from '@lbaas/common/runtime';
import type { UnitOfWork } from '../persistence/index.ts';
import type { ServiceProvider } from './providers.ts';

const NOT_CONFIGURED = `
SELECT provider, count(*)::int AS pools FROM devices
WHERE NOT deleting AND NOT provider = ANY($1::text[]) GROUP BY provider ORDER BY provider`;

/** Keeps the server from starting while there are pools that none of its providers can serve (reference 1.7). */
export class ConfiguredProviders implements Lifecycle {
  readonly #unitOfWork: Pick<UnitOfWork, 'read'>;
  readonly #names: readonly string[];

  constructor(unitOfWork: Pick<UnitOfWork, 'read'>, providers: readonly ServiceProvider[]) {
    this.#unitOfWork = unitOfWork;
    this.#names = providers.map(({ name }) => name);
  }

  /** @throws ConfigError naming what is missing; DatabaseUnavailable */
  async start(): Promise<void> {
    const missing = await this.#unitOfWork.read((tx) =>
      tx.query<{ provider: string; pools: number }>(NOT_CONFIGURED, [this.#names]),
    );
    if (missing.length === 0) return;
    throw new ConfigError(
      missing.map(
        ({ provider, pools }) => `service_providers: ${provider} is missing, which ${pools} pools have`,
      ),
    );
  }

  stop(): void {}
}
