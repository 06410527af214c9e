import type { AppliedHow } from '@lbaas/common/contract';
import type { DesiredState, DeviceDriver, DriverStep, Proof } from '../drivers/index.ts';
import { type ObservedPort, type PortPlan, type PortStep, isAnnounced, planPorts } from '../host/index.ts';

export interface ObservedState {
  readonly namespace: boolean;
  /** In the order of the desired ports; undefined when none is wanted. */
  readonly ports: readonly ObservedPort[] | undefined;
  /** What the driver observed, and what that proves. */
  readonly parts: unknown;
  readonly proof: Proof;
}

/** In the order of execution: ports come before what the driver runs, and go after it, with the whole namespace. */
export interface DevicePlan {
  readonly ports: readonly PortPlan[];
  readonly steps: readonly DriverStep[];
  readonly removal: boolean;
}

/** `desired` is undefined when the device has nothing to run. Pure. */
export function planDevice(
  driver: Pick<DeviceDriver, 'plan'>,
  desired: DesiredState | undefined,
  observed: ObservedState,
): DevicePlan {
  const steps = driver.plan(desired?.parts, observed.parts);
  if (desired === undefined || observed.ports === undefined) {
    return { ports: [], steps, removal: observed.namespace };
  }
  return { ports: planPorts(desired.ports, observed.ports), steps, removal: false };
}

export const isEmpty = ({ ports, steps, removal }: DevicePlan): boolean =>
  ports.length === 0 && steps.length === 0 && !removal;

/** The costliest thing that the plan does. */
export function howOf({ ports, steps, removal }: DevicePlan): AppliedHow {
  const costs = new Set(steps.map((step) => step.costs));
  if (costs.has('start')) return 'start';
  if (costs.has('reload')) return 'reload';
  if (costs.has('stop') || removal) return 'stop';
  return costs.size > 0 || ports.length > 0 ? 'runtime' : 'noop';
}

const portSteps = ({ ports }: DevicePlan): PortStep[] => ports.flatMap(({ steps }) => steps);

/** Whether nobody reaches the device before its ports are changed; one that only gets another address is reached. */
export function isCutOff(plan: DevicePlan, observed: readonly ObservedPort[] = []): boolean {
  const kinds = new Set(portSteps(plan).map((step) => step.kind));
  const lost = ['plug', 'bridge.attach', 'link.up', 'subnet.replace', 'rules.reset', 'port.resume'] as const;
  return (
    lost.some((kind) => kinds.has(kind)) ||
    (kinds.has('address.add') && observed.some(({ addresses }) => addresses.length === 0))
  );
}

/** A port change that takes something away from a device that serves. */
export const isDisruptive = (plan: DevicePlan): boolean =>
  portSteps(plan).some((step) => step.kind === 'unplug' || step.kind === 'address.remove');

/** Whether the neighbours should hear (again) where the addresses are. */
export const isWorthAnnouncing = (plan: DevicePlan): boolean =>
  portSteps(plan).some(isAnnounced) || plan.steps.some((step) => step.costs === 'start');

/** The kinds of all steps, for the words of a failure. */
export const kindsOf = (plan: DevicePlan): string[] =>
  [...portSteps(plan), ...plan.steps].map((step) => step.kind);

export interface StepInWords {
  readonly step: string;
  readonly reason: string | undefined;
}

/** What is missing of the ports of a device that had them, in words. */
export const portLosses = (plan: DevicePlan): string[] =>
  portSteps(plan).flatMap((step) => lossOf(step) ?? []);

/** What is amiss with what runs for a device that was whole, in words; what it has of single parts is no fault. */
export const driverFaults = ({ steps }: DevicePlan): string[] =>
  steps.flatMap(({ target, reason }) => (target === undefined ? [reason] : []));

function lossOf(step: PortStep): string | undefined {
  switch (step.kind) {
    case 'plug':
    case 'bridge.attach':
      return step.reason;
    case 'link.up':
      return `link down (${step.end})`;
    case 'address.add':
      return `no address ${step.address}`;
    case 'subnet.replace':
      return `no route to ${step.subnet}`;
    case 'route.replace':
      return `no route to ${step.route.destination} via ${step.route.via}`;
    case 'rules.reset':
    case 'security.set':
    case 'port.resume':
      return step.reason;
    case 'tunnels.change':
      return step.add.length === 0 ? undefined : `no tunnel to ${step.add.join(', ')}`;
    case 'neighbour.watch':
      return step.rival === undefined ? undefined : `${step.rival} uses address ${step.address} too`;
    case 'link.mtu':
    case 'unplug':
    case 'address.remove':
    case 'route.remove':
      return undefined;
  }
}

/** For people and logs. */
export function inWords(plan: DevicePlan): StepInWords[] {
  const removed = plan.removal ? [{ step: 'remove', reason: 'nothing to run' }] : [];
  return [...portSteps(plan).map(portStepInWords), ...plan.steps.map(driverStepInWords), ...removed];
}

function portStepInWords(step: PortStep): StepInWords {
  switch (step.kind) {
    case 'unplug':
    case 'plug':
    case 'bridge.attach':
    case 'rules.reset':
    case 'security.set':
    case 'port.resume':
      return { step: step.kind, reason: step.reason };
    case 'link.up':
      return { step: `link.up ${step.end}`, reason: undefined };
    case 'link.mtu':
      return { step: `link.mtu ${step.mtu}`, reason: undefined };
    case 'address.add':
    case 'address.remove':
      return { step: `${step.kind} ${step.address}`, reason: undefined };
    case 'neighbour.watch':
      return { step: `${step.kind} ${step.address}`, reason: step.rival };
    case 'tunnels.change':
      return { step: step.kind, reason: tunnelsInWords(step) };
    case 'subnet.replace':
      return { step: `subnet.replace ${step.subnet}`, reason: undefined };
    case 'route.replace':
    case 'route.remove':
      return { step: `${step.kind} ${step.route.destination} via ${step.route.via}`, reason: undefined };
  }
}

const tunnelsInWords = ({
  add,
  remove,
}: {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}) => [...add.map((end) => `to ${end}`), ...remove.map((end) => `none to ${end}`)].join(', ');

const driverStepInWords = ({ kind, target, reason }: DriverStep): StepInWords => ({
  step: target === undefined ? kind : `${kind} ${target}`,
  reason,
});
