import type { AgentId, DeviceId } from '@lbaas/common/domain';

/** A device with a port on a network that has a segmentation id, on a host. */
export interface OnHost {
  readonly networkId: string;
  readonly deviceId: DeviceId;
  readonly agentId: AgentId;
  readonly physicalNetwork: string | null;
  readonly segmentationId: number;
  /** NULL for vlan networks. */
  readonly tunnelIp: string | null;
}

export interface Wanted extends OnHost {
  /** Whether the host is to keep the device. */
  readonly isHeld: boolean;
}

export interface Recorded extends OnHost {
  /** Whether its host may still have it; it has confirmed nothing to the contrary. */
  readonly mayBeThere: boolean;
}

export interface NetworkHostsPlan {
  readonly put: readonly OnHost[];
  readonly remove: readonly OnHost[];
  /** Devices that must be sent other tunnels than they have. */
  readonly devices: readonly DeviceId[];
}

/** What has changed about who carries which network. Pure. */
export function planNetworkHosts(wanted: readonly Wanted[], recorded: readonly Recorded[]): NetworkHostsPlan {
  const known = new Map(recorded.map((row) => [keyOf(row), row]));
  const named = new Set(wanted.map(keyOf));
  const put = wanted.filter((row) => !isSame(row, known.get(keyOf(row))));
  const remove = recorded.filter((row) => !named.has(keyOf(row)) && !row.mayBeThere);
  const removed = new Set(remove.map(keyOf));
  const after = [...wanted, ...recorded.filter((row) => !named.has(keyOf(row)) && !removed.has(keyOf(row)))];
  const changed = new Set([...put, ...remove].map(({ networkId }) => networkId));
  const [before, then] = [endsByNetwork(recorded), endsByNetwork(after)];
  const devices = wanted.filter(
    (row) =>
      row.isHeld &&
      row.tunnelIp !== null &&
      changed.has(row.networkId) &&
      othersOf(row, before).join() !== othersOf(row, then).join(),
  );
  return { put, remove, devices: [...new Set(devices.map(({ deviceId }) => deviceId))].toSorted() };
}

const keyOf = ({ networkId, deviceId, agentId }: OnHost): string => `${networkId} ${deviceId} ${agentId}`;

const isSame = (row: OnHost, other: OnHost | undefined): boolean => other?.tunnelIp === row.tunnelIp;

function endsByNetwork(rows: readonly OnHost[]): ReadonlyMap<string, ReadonlySet<string>> {
  const ends = new Map<string, Set<string>>();
  for (const { networkId, tunnelIp } of rows) {
    if (tunnelIp === null) continue;
    ends.set(networkId, (ends.get(networkId) ?? new Set<string>()).add(tunnelIp));
  }
  return ends;
}

/** A host leaves its own tunnel address out. */
const othersOf = (
  { networkId, tunnelIp }: OnHost,
  ends: ReadonlyMap<string, ReadonlySet<string>>,
): string[] => [...(ends.get(networkId) ?? [])].filter((end) => end !== tunnelIp).toSorted();
