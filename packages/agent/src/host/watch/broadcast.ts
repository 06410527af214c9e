import type { HostListener } from './host-watch.ts';

/** One listener for all of them, those that are added later included. */
export const broadcast = (listeners: readonly HostListener[]): HostListener => ({
  changed: (...change) => {
    for (const listener of listeners) listener.changed(...change);
  },
  missed: () => {
    for (const listener of listeners) listener.missed();
  },
});
