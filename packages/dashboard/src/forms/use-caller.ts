import { useQuery } from '@tanstack/react-query';
import { sessionQuery, useSession } from '../api/session.ts';
import type { Caller } from '../calls/index.ts';

/** Who the commands on the screen are for. */
export function useCaller(): Caller {
  const { data } = useQuery(sessionQuery);
  const { project, role } = useSession();
  return { origin: location.origin, auth: data?.auth ?? 'noauth', projectId: project.id, role };
}
