import type { MemberHealth } from '@lbaas/common/domain';
import type { ObjectType } from './device-kind.ts';
import { type DeviceFacts, describedStatus } from './device-facts.ts';

/** What statuses need of a placement, as the function `placement_facts` of the database gives it. */
export interface PlacementFacts {
  readonly observed: number;
  readonly failed: number;
  readonly failure: string | null;
  readonly dispatch_reason: string | null;
  readonly incident: { readonly at: string; readonly words: string; readonly generation: number } | null;
}

export interface MemberFacts {
  readonly id: string;
  /** Of the placement whose agent has reported it. */
  readonly epoch: number | null;
  readonly health: MemberHealth | null;
  readonly check: string | null;
}

/**
 * The facts of a device by their source. A row of the type `device` in `events` carries one source, completely, before
 * and after a change of it.
 */
export interface FactsImage {
  /** null when no placement runs the device. */
  readonly placement?: PlacementFacts | null;
  /** A device of epoch 0 has never been placed. */
  readonly waiting?: { readonly epoch: number; readonly reason: string | null };
  readonly agent?: { readonly silent: boolean; readonly disabled: boolean };
  readonly member?: MemberFacts;
  readonly has_vip?: boolean;
}

/** An object as its device shows it now. */
export interface ObjectState extends Omit<MemberFacts, 'id'> {
  readonly type: ObjectType;
  readonly id: string;
  readonly admin_state_up: boolean;
  readonly created: number;
  readonly changed: number;
}

/** A device as it is now, with its objects or some of them. */
export interface DeviceState {
  readonly id: string;
  readonly realized: number;
  readonly placement_epoch: number | null;
  readonly placement: PlacementFacts | null;
  readonly waiting: { readonly epoch: number; readonly reason: string | null };
  readonly has_vip: boolean;
  readonly idle_remark: string | null;
  readonly objects: readonly ObjectState[];
}

/** A change of one source of facts. */
export interface FactsChange {
  readonly before: FactsImage;
  readonly after: FactsImage;
}

const AT_WORK = { silent: false, disabled: false };

/**
 * The objects whose status or its description differs between the facts before and after the change.
 *
 * Other sources, and the generations of the objects, are taken as they are now. They may have changed since; then that
 * change has an event of its own, which is sent too. So a status in between may be skipped, but never the last one.
 * The agent counts as alive and enabled unless the change is about that: its silence hides other reasons, and it may
 * end before it is ever recorded.
 */
export function changedObjects(device: DeviceState, { before, after }: FactsChange): readonly ObjectState[] {
  const [was, is] = [imageOf(device, before), imageOf(device, after)];
  const rises = (is.placement?.observed ?? 0) > (was.placement?.observed ?? 0);
  const facts = {
    was: factsOf(was, rises ? Math.min(device.realized, was.placement?.observed ?? 0) : device.realized),
    is: factsOf(is, Math.max(device.realized, is.placement?.observed ?? 0)),
  };
  const changed = device.objects.filter(
    (object) =>
      (after.member === undefined || after.member.id === object.id) &&
      described(object, facts.was, before.member, device) !==
        described(object, facts.is, after.member, device),
  );
  return withPools(device.objects, changed);
}

interface CompleteImage extends Required<Omit<FactsImage, 'member'>>, Pick<DeviceState, 'idle_remark'> {}

function imageOf(device: DeviceState, image: FactsImage): CompleteImage {
  const { placement, waiting, has_vip, idle_remark } = device;
  const complete = { placement, waiting, has_vip, idle_remark, agent: AT_WORK, ...image };
  return complete.waiting.epoch === 0 ? { ...complete, placement: null } : complete;
}

/**
 * The name of the host does not matter: two agents never run a device without a moment in between. The reason of a
 * placement is marked, so that it never equals that of a device without one.
 */
function factsOf(image: CompleteImage, realized: number): DeviceFacts {
  const { placement, waiting, agent, has_vip, idle_remark } = image;
  const isPlaced = placement !== null;
  const dispatchReason = placement?.dispatch_reason ?? null;
  return {
    realized,
    observed: placement?.observed ?? 0,
    failed: placement?.failed ?? 0,
    agent_host: isPlaced ? 'the agent' : null,
    agent_admin_state_up: isPlaced ? !agent.disabled : null,
    agent_silent_s: isPlaced ? Number(agent.silent) : null,
    agent_deaf_s: null,
    failure: placement?.failure ?? null,
    placement_reason: waiting.reason,
    dispatch_reason: dispatchReason === null ? null : `not sent: ${dispatchReason}`,
    has_vip,
    idle_remark,
    incident: incidentOf(placement),
  };
}

/** An incident is over when the device shows something else since. */
function incidentOf(placement: PlacementFacts | null): DeviceFacts['incident'] {
  const incident = placement?.incident ?? null;
  return incident !== null && (placement?.observed ?? 0) <= incident.generation ? incident : null;
}

/** The objects that cannot be reached without what has ended: HAProxy, or a part of a router. */
const SHOWS_INCIDENT: ReadonlySet<ObjectType> = new Set(['listener', 'pool', 'router', 'floating_ip']);

/** `factsOf` gives a silent agent one second of silence. */
const LIVENESS = { agentDownAfterMs: 1000 };

function described(
  object: ObjectState,
  facts: DeviceFacts,
  member: MemberFacts | undefined,
  { placement_epoch: epoch }: DeviceState,
): string {
  const reported = member ?? object;
  const counts = reported.epoch === epoch;
  const { status, status_description } = describedStatus(
    {
      adminStateUp: object.admin_state_up,
      createdGeneration: object.created,
      changedGeneration: object.changed,
    },
    {
      ...facts,
      incident: SHOWS_INCIDENT.has(object.type) ? facts.incident : null,
      health: counts ? reported.health : null,
      health_check: counts ? reported.check : null,
    },
    LIVENESS,
  );
  return `${status} ${status_description}`;
}

/** A pool shows the statuses of its monitors as its own. */
function withPools(all: readonly ObjectState[], changed: readonly ObjectState[]): readonly ObjectState[] {
  if (!changed.some(({ type }) => type === 'health_monitor')) return changed;
  const changedIds = new Set(changed.map(({ id }) => id));
  return [...changed, ...all.filter(({ type, id }) => type === 'pool' && !changedIds.has(id))];
}
