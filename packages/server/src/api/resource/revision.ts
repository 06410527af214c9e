import { Answer } from '../http/call.ts';
import type { Attribute } from './attribute.ts';
import { toInt } from './converters.ts';
import { isPlainObject } from './validators.ts';
import type { Row } from './view.ts';

/** For the map of every resource whose objects have a revision; its view says where it is. */
export const REVISION_NUMBER: Attribute = {
  type: 'integer',
  convert: toInt,
  description: 'rises with every change of the object other than of its status; for If-Match',
};

/** One object under its name, with its revision as its entity tag. */
export const answerWith = (singular: string, object: Row): Answer =>
  new Answer({ [singular]: object }, entityTag(object));

/** None for what has no revision, or does not show it. */
export function entityTag(object: unknown): Readonly<Record<string, string>> {
  const revision = isPlainObject(object) ? object['revision_number'] : undefined;
  return typeof revision === 'number' ? { etag: `"${revision}"` } : {};
}
