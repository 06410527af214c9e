/** What a link of the fault proxy does with connections and bytes. */
export type LinkMode =
  /** Everything passes. */
  | { readonly kind: 'open' }
  /** Connections are closed, and nobody is let in. */
  | { readonly kind: 'cut' }
  /** What is connected goes on, nobody else is let in. */
  | { readonly kind: 'refuse' }
  /** Both ends stay connected and hear nothing, also after the link is open again: what was sent is lost. */
  | { readonly kind: 'half-open' }
  /** Nothing moves; what was sent arrives when the link is open again, as after a cable was out. */
  | { readonly kind: 'stall' }
  /** Every byte arrives later. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** So many bytes a second, in each direction of each connection. */
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number };

export const OPEN: LinkMode = { kind: 'open' };

/** Whether somebody listens. */
export const listens = ({ kind }: LinkMode): boolean => kind !== 'cut' && kind !== 'refuse';

/** Whether the ends of a connection are kept while nothing that they send arrives. */
export const swallows = ({ kind }: LinkMode): boolean => kind === 'half-open';

/**
 * When a piece that comes now may go on, in the time of `now`: after what came before it, as late and as slow as the
 * mode says. Infinity: not before the mode changes.
 */
export function dueAt(mode: LinkMode, piece: { now: number; bytes: number; previous: number }): number {
  const { now, bytes, previous } = piece;
  const inOrder = Math.max(now, previous);
  switch (mode.kind) {
    case 'stall':
      return Infinity;
    case 'delay':
      return Math.max(now + mode.delayMs, previous);
    case 'throttle':
      return inOrder + (bytes / mode.bytesPerSecond) * 1000;
    case 'open':
    case 'cut':
    case 'refuse':
    case 'half-open':
      return inOrder;
  }
}
