import type { LoadBalancer, Member } from '../../api/objects.ts';
import type { MemberHealth } from '../../api/explain.ts';

/** What one sentence at the top has to say; the words are in the texts. */
export interface Summary {
  readonly serving: number;
  readonly total: number;
  readonly disabled: number;
  readonly hasVip: boolean;
  /** Members that should serve, but do not, the longest first. */
  readonly failing: readonly Failing[];
}

interface Failing {
  readonly id: string;
  readonly endpoint: string;
  readonly since: string | null;
  readonly reason: string | null;
}

export function summarize(
  { vip, members_up: up }: Pick<LoadBalancer, 'vip' | 'members_up'>,
  members: readonly Member[],
  health: readonly MemberHealth[],
): Summary {
  const byId = new Map(health.map((one) => [one.id, one]));
  const failing = members
    .filter((member) => member.admin_state_up && isDown(member))
    .map((member) => {
      const known = byId.get(member.id);
      return {
        id: member.id,
        endpoint: endpointOf(member),
        since: known?.changed_at ?? null,
        reason: member.status_description || known?.check || null,
      };
    })
    .sort((a, b) => (a.since ?? '').localeCompare(b.since ?? ''));
  return {
    serving: up,
    total: members.length,
    disabled: members.filter((member) => !member.admin_state_up).length,
    hasVip: vip !== null,
    failing,
  };
}

const isDown = ({ status }: Member): boolean =>
  status === 'INACTIVE' || status === 'ERROR' || status === 'DOWN';

/** IPv6 in brackets. */
export const endpointOf = ({
  address,
  protocol_port: port,
}: Pick<Member, 'address' | 'protocol_port'>): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
