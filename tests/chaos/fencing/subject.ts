import type { Lab } from '@lbaas/lab';
import { call } from '../../e2e/support/balancer.ts';

/** What clients ask all the time, and what answers for it. */
export interface Subject {
  readonly name: 'IPv4 VIP' | 'IPv6 VIP' | 'floating IP';
  readonly url: string;
  readonly address: string;
  /** Device that the address belongs to: a balancer (by the id of its pool) or a router. */
  readonly deviceId: string;
  /** Of the object that shows the status of the device; `/explain` is below it. */
  readonly path: string;
}

/** A device without a client of its own that has to be where the subjects are. */
export type Companion = Pick<Subject, 'deviceId' | 'path'>;

/** What API and explain make of a device. */
export interface Account {
  readonly status: string;
  readonly description: string;
  readonly host: string | undefined;
  readonly movedFrom: string | null;
  /** Why it is not moved although its agent is silent. */
  readonly failover: string | null;
  /** Hosts that have to take it down. */
  readonly leaving: readonly string[];
}

interface Explained {
  readonly placement: {
    readonly agent_host: string;
    readonly moved_from: string | null;
    readonly failover: string | null;
  } | null;
  readonly leaving: readonly { readonly agent_host: string }[];
}

export async function accountOf(lab: Lab, { path }: Companion): Promise<Account> {
  const [shown, explained] = await Promise.all([
    call(lab, 'GET', path),
    // The cast: the schema of the call has these.
    call(lab, 'GET', `${path}/explain`) as unknown as Promise<Explained>,
  ]);
  return {
    status: shown.status,
    description: shown.status_description ?? '',
    host: explained.placement?.agent_host,
    movedFrom: explained.placement?.moved_from ?? null,
    failover: explained.placement?.failover ?? null,
    leaving: explained.leaving.map(({ agent_host }) => agent_host),
  };
}
