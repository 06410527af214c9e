import type { IncomingHttpHeaders } from 'node:http';
import { type ApiError, apiError } from '../../usecases/errors.ts';

/** What a client says an object must be for its PUT or DELETE to count. */
export interface Precondition {
  /** As sent. */
  readonly text: string;
  /** Any of them will do. Tags that are no revision of ours are left out: they match nothing. */
  readonly revisions: ReadonlySet<number>;
}

/** One entity tag (RFC 9110 section 8.8.3), or Neutron's form without quotes, up to the next comma. */
const TAG =
  /[ \t]*(?:(?<weak>W\/)?"(?<opaque>[\x21\x23-\x7e\x80-\xff]*)"|revision_number=(?<revision>\d+))[ \t]*(?:,[ \t,]*|$)/y;

/** `3`, or `revision_number=3` as Neutron's clients quote it too. */
const REVISION = /^(?:revision_number=)?(?<number>0|[1-9]\d{0,14})$/;

/**
 * `If-Match: "3"`, `"3", "4"`, `revision_number=3`. Undefined without one, and for `*`, which every object satisfies
 * that is there.
 * @throws ApiError HTTPBadRequest
 */
export function preconditionOf(headers: IncomingHttpHeaders): Precondition | undefined {
  const text = headers['if-match'];
  if (text === undefined || text.trim() === '*') return undefined;
  return { text, revisions: new Set(tagsOf(text).flatMap(revisionOf)) };
}

interface Tag {
  readonly isWeak: boolean;
  readonly value: string;
}

function tagsOf(text: string): readonly Tag[] {
  const tags: Tag[] = [];
  const tag = new RegExp(TAG);
  tag.lastIndex = /^[ \t,]*/.exec(text)?.[0].length ?? 0;
  while (tag.lastIndex < text.length || tags.length === 0) {
    const groups = tag.exec(text)?.groups;
    if (groups === undefined) throw malformed();
    tags.push({
      isWeak: groups['weak'] !== undefined,
      value: groups['opaque'] ?? groups['revision'] ?? '',
    });
  }
  return tags;
}

/** If-Match compares strongly: a weak tag never matches. */
function revisionOf({ isWeak, value }: Tag): readonly number[] {
  const number = REVISION.exec(value)?.groups?.['number'];
  return isWeak || number === undefined ? [] : [Number(number)];
}

const malformed = (): ApiError =>
  apiError('HTTPBadRequest', {
    reason: 'If-Match takes "N", a list of such tags, revision_number=N or *',
  });

/** The revision, which is one of those. @throws ApiError RevisionNumberConstraintFailed */
export function requireMatch({ text, revisions }: Precondition, revision: number | undefined): number {
  if (revision !== undefined && revisions.has(revision)) return revision;
  const expected = text.slice(0, MAX_QUOTED);
  throw apiError('RevisionNumberConstraintFailed', { expected, current: revision ?? 'none' });
}

/**
 * For what has no revision: only `*` would be true of it.
 * @throws ApiError RevisionNumberConstraintFailed, HTTPBadRequest
 */
export function requireNoMatch(headers: IncomingHttpHeaders): void {
  const precondition = preconditionOf(headers);
  if (precondition !== undefined) requireMatch(precondition, undefined);
}

const MAX_QUOTED = 100;
