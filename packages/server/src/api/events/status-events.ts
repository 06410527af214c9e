import { type DeviceState, changedObjects } from '../../devices/changed-objects.ts';
import type { WantedStates } from '../../devices/read-device-states.ts';
import {
  type DeviceEvent,
  EVENT_RESOURCES,
  type ObjectEvent,
  type RecordedEvent,
} from '../../events/index.ts';

/** What has to be read for the events of devices among these; undefined without any. */
export function statesFor(events: readonly RecordedEvent[]): WantedStates | undefined {
  const ofDevices = events.filter(isOfDevice);
  if (ofDevices.length === 0) return undefined;
  const members = ofDevices.flatMap(({ after }) => (after.member === undefined ? [] : [after.member.id]));
  return {
    devices: [...new Set(ofDevices.map(({ resourceId }) => resourceId))],
    objects: members.length === ofDevices.length ? [...new Set(members)] : undefined,
  };
}

/**
 * Each event of a device becomes one `status` event for every object whose status it has changed, with its position. A
 * device that is gone has none: its objects have gone before it, in events of their own.
 */
export const objectEvents = (
  events: readonly RecordedEvent[],
  states: ReadonlyMap<string, DeviceState>,
): readonly ObjectEvent[] =>
  events.flatMap((event) =>
    isOfDevice(event) ? statusEvents(event, states.get(event.resourceId)) : [event],
  );

const isOfDevice = (event: RecordedEvent): event is DeviceEvent => event.resource === 'device';

function statusEvents(event: DeviceEvent, device: DeviceState | undefined): readonly ObjectEvent[] {
  if (device === undefined) return [];
  const { xid, seq, at, projectId, action } = event;
  const changed = new Map(changedObjects(device, event).map(({ id, type }) => [id, type]));
  return [...changed]
    .map(([resourceId, resource]) => ({ xid, seq, at, projectId, action, resource, resourceId }))
    .toSorted((a, b) => EVENT_RESOURCES.indexOf(a.resource) - EVENT_RESOURCES.indexOf(b.resource));
}
