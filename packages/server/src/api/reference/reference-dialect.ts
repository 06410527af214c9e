import type { OpenCall } from '../http/call.ts';
import type { ErrorForm } from '../http/error-answer.ts';
import type { ApiPart } from '../resource/api-part.ts';
import type { ResourceDialect } from '../resource/resource-dialect.ts';

/** What the API reference describes. */
export interface ReferenceDialect extends ResourceDialect {
  readonly errors: ErrorForm;
  /** What it serves. */
  readonly parts: readonly ApiPart[];
  /** What it serves to everybody. */
  readonly openCalls: readonly OpenCall[];
  readonly reference: ReferenceText;
}

export interface ReferenceText {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** What most callers look for, in that order: the first part of the paths, and what is said about it. */
  readonly tags: ReadonlyMap<string, string>;
}
