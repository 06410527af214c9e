import type { Explain } from '../../api/explain.ts';

/** One step on the way from a change to traffic. */
export interface Chapter {
  readonly key: 'changed' | 'placed' | 'sent' | 'applied' | 'error' | 'incident';
  readonly state: 'done' | 'waiting' | 'failed';
  readonly at: string | null;
  /** Words of the API or of the agent. */
  readonly detail: string | null;
}

/** "Why is it not ready", as what happened one after another; it ends where it waits. */
export function storyOf({ device, placement, waiting, agent }: Explain): readonly Chapter[] {
  const chapters: Chapter[] = [{ key: 'changed', state: 'done', at: device.changed_at, detail: null }];
  if (placement === null)
    return [
      ...chapters,
      { key: 'placed', state: 'waiting', at: null, detail: waiting?.placement_reason ?? null },
    ];
  chapters.push({
    key: 'placed',
    state: placement.agent_alive ? 'done' : 'failed',
    at: placement.since,
    detail: placement.agent_host ?? agent?.host ?? null,
  });
  if (placement.dispatched_generation < device.generation)
    return [
      ...chapters,
      { key: 'sent', state: 'waiting', at: null, detail: waiting?.dispatch_reason ?? null },
    ];
  chapters.push({ key: 'sent', state: 'done', at: placement.dispatched_at, detail: null });
  const isApplied = placement.observed_generation >= device.generation;
  chapters.push({
    key: 'applied',
    state: placement.error === null ? (isApplied ? 'done' : 'waiting') : 'failed',
    at: isApplied ? placement.reported_at : null,
    detail: isApplied ? placement.how : null,
  });
  if (placement.error !== null)
    chapters.push({ key: 'error', state: 'failed', at: placement.reported_at, detail: placement.error });
  if (placement.incident !== null)
    chapters.push({ key: 'incident', state: 'failed', at: null, detail: placement.incident });
  return chapters;
}
