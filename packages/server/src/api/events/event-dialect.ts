import type { ErrorForm } from '../http/error-answer.ts';
import type { Words } from '../http/words.ts';

/** What a dialect decides about events. */
export interface EventDialect {
  /** What it calls the resources of the model, in the names of events and their data. */
  readonly words: Words;
  /** The name of the project in the data of events and in the query. */
  readonly ownerAttribute: string;
  /** How the last event says why the caller is let in no longer. */
  readonly errors: ErrorForm;
}
