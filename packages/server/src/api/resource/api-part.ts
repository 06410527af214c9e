import type { CallDefinition } from '../http/call.ts';
import type { ResourceDefinition } from './definition.ts';

/** One part of what a dialect serves. */
export interface ApiPart {
  readonly resources?: readonly ResourceDefinition[];
  readonly calls?: readonly CallDefinition[];
  /** Called when the server stops, before it waits for the answers that are under way. */
  readonly stop?: () => void;
}
