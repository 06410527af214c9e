import type { Probe } from '@lbaas/lab';

/** The longest time without a good answer. */
export interface Outage {
  readonly ms: number;
  /** When the last good answer before it had come, since 1970. */
  readonly sinceMs: number;
  readonly failed: number;
}

const answeredAt = ({ atMs, tookMs }: Probe): number => atMs + tookMs;

/**
 * From the last good answer before to the first good one after, of what touches a period. `failed`: requests that were
 * begun in the period and got no good answer. Pure.
 */
export function longestOutage(probes: readonly Probe[], fromMs: number, toMs: number): Outage {
  const good = probes
    .filter(({ by }) => by !== undefined)
    .map(answeredAt)
    .sort((one, other) => one - other);
  const gaps = [fromMs, ...good]
    .map((sinceMs, index) => ({ sinceMs, untilMs: good[index] ?? toMs }))
    .filter(({ sinceMs, untilMs }) => untilMs >= fromMs && sinceMs <= toMs);
  const longest = gaps.reduce(
    (best, { sinceMs, untilMs }) => (untilMs - sinceMs > best.ms ? { ms: untilMs - sinceMs, sinceMs } : best),
    { ms: 0, sinceMs: fromMs },
  );
  const failed = probes.filter(({ by, atMs }) => by === undefined && atMs >= fromMs && atMs <= toMs);
  return { ...longest, failed: failed.length };
}
