import type { Call } from '../../http/call.ts';
import { valuesOf } from '../../http/query.ts';
import { OWNER } from '../owner.ts';

/** Whose objects a call looks at: those of one project, or of all. */
export interface Whose {
  readonly all: boolean;
  readonly projectId: string;
}

/** An admin may look at one project. */
export function whoseOf({ context, query }: Pick<Call, 'context' | 'query'>): Whose {
  const { isAdmin, projectId } = context;
  const [asked] = valuesOf(query[OWNER]);
  if (!isAdmin || asked === undefined) return { all: isAdmin, projectId: projectId ?? '' };
  return { all: false, projectId: asked };
}
