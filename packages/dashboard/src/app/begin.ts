import type { QueryClient } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.ts';
import { beginList } from '../screens/load-balancers/list.ts';

/** Asks for what the first screen needs before there is a screen. Errors are shown by the screen, which asks again. */
export function begin(client: QueryClient, base: string): void {
  void client.prefetchQuery(sessionQuery);
  if ([base, `${base}/`, `${base}/load-balancers`].includes(location.pathname))
    beginList(client, location.search).catch(() => undefined);
}
