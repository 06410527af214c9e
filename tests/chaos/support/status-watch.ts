import type { Lab } from '@lbaas/lab';
import { call } from '../../e2e/support/balancer.ts';

export interface Sighting {
  readonly status: string;
  readonly description: string;
}

/** Polls the status of an object as fast as the API answers, and keeps each change. */
export class StatusWatch {
  readonly sightings: Sighting[] = [];
  readonly #done: Promise<void>;
  #running = true;

  constructor(lab: Lab, path: string) {
    this.#done = this.#look(lab, path);
  }

  /** @returns the statuses in the order in which they appeared; throws the error of a failed request */
  async stop(): Promise<string[]> {
    this.#running = false;
    await this.#done;
    return this.sightings
      .map(({ status }) => status)
      .filter((status, index, all) => status !== all[index - 1]);
  }

  async #look(lab: Lab, path: string): Promise<void> {
    while (this.#running) {
      const { status, status_description: description } = await call(lab, 'GET', path);
      const last = this.sightings.at(-1);
      if (last?.status === status && last.description === description) continue;
      this.sightings.push({ status, description });
    }
  }
}
