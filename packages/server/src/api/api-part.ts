import type { CallDefinition } from './http/call.ts';
import type { ResourceDefinition } from './resource/definition.ts';

/** An entry of GET /v2.0/extensions. */
export interface Extension {
  readonly alias: string;
  readonly name: string;
  readonly description: string;
  readonly updated: string;
}

/** One part of the API: what it serves, and how it announces itself. */
export interface ApiPart {
  readonly resources?: readonly ResourceDefinition[];
  readonly calls?: readonly CallDefinition[];
  readonly extensions?: readonly Extension[];
  /** Called when the server stops, before it waits for the answers that are under way. */
  readonly stop?: () => void;
}
