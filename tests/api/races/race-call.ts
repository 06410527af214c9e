import type { Answer } from '../support/lbaas-v1-client.ts';
import type { Caller } from './caller.ts';

/** One kind of request that clients send. */
export interface RaceCall {
  readonly name: string;
  /** How often, relative to the others. */
  readonly weight: number;
  /** What it may be refused with, by type; the statuses are held to the API reference. */
  readonly errors: readonly string[];
  /** Each client begins with it, so that there is something to race for. */
  readonly isFirst?: true;
  send(caller: Caller): Promise<Answer>;
}
