import { Tooltip } from '@patternfly/react-core';
import { useSyncExternalStore } from 'react';
import { useFormat } from '../text/index.ts';

/** All times of the page move on together. */
const TICK_MS = 5000;
let now = Date.now();
const listeners = new Set<() => void>();
setInterval(() => {
  now = Date.now();
  for (const listener of listeners) listener();
}, TICK_MS);

export const useNow = (): number =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => now,
  );

/** Relative, and exact on hover and focus, in the zone of the reader. */
export function Time({ at }: { readonly at: string }) {
  const format = useFormat();
  const moment = new Date(at);
  const shown = new Date(Math.max(useNow(), moment.getTime()));
  return (
    <Tooltip content={format.exact(moment)}>
      <time dateTime={at} className="lb-time">
        {format.ago(moment, shown)}
      </time>
    </Tooltip>
  );
}
