import { useSyncExternalStore } from 'react';

/** Whether what is shown is followed, or is the last that was known. */
export type LinkState =
  { readonly state: 'connecting' | 'open' } | { readonly state: 'lost'; readonly since: Date };

let current: LinkState = { state: 'connecting' };
const listeners = new Set<() => void>();

export function setLinkState(next: LinkState | ((old: LinkState) => LinkState)): void {
  current = typeof next === 'function' ? next(current) : next;
  for (const listener of listeners) listener();
}

export const useLinkState = (): LinkState =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
