import { isKnown } from './installation.ts';
import { PacedCasts, type PacedCastsOptions } from './paced-casts.ts';

/** The heartbeat that is refused waits for it. */
const DEADLINE_MS = 2000;

/**
 * Tells installations that a host name is not theirs (any more). It goes over the queue of the name: an installation
 * that was cut off and replaced may still consume from it, without having asked anybody anything since; the one that
 * the name belongs to ignores it.
 */
export class RefusedAgents {
  readonly #casts: PacedCasts;

  constructor(options: PacedCastsOptions) {
    this.#casts = new PacedCasts(options);
  }

  async tell(host: string, installation: string): Promise<void> {
    if (!isKnown(installation)) return;
    const args = { installation_id: installation };
    await this.#casts.send({
      key: `${host} ${installation}`,
      host,
      send: (rpc) => rpc.cast({ agent: host }, 'agent_refused', args, { deadlineMs: DEADLINE_MS }),
    });
  }
}
