import type { Answer } from '../support/lbaas-v1-client.ts';
import type { Caller } from './caller.ts';

/** One kind of request that clients send. */
export interface RaceCall {
  readonly name: string;
  /** How often, relative to the others. */
  readonly weight: number;
  /** The types of errors that it may be refused with; statuses are checked against the API reference. */
  readonly errors: readonly string[];
  /** Each client begins with this call, so there is something to race for. */
  readonly isFirst?: true;
  send(caller: Caller): Promise<Answer>;
}
