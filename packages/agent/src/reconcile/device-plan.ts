import type { AppliedHow, LogicalDevice } from '@lbaas/common/contract';
import {
  type HaproxyStep,
  type ObservedHaproxy,
  type RenderedHaproxy,
  planHaproxy,
} from '../drivers/haproxy/index.ts';
import { type DesiredPort, type ObservedPort, type PortStep, desiredPort, planPort } from '../host/index.ts';

/** What must be there; both undefined when the device has nothing to run. */
export interface DesiredState {
  readonly port: DesiredPort | undefined;
  readonly haproxy: RenderedHaproxy | undefined;
}

export interface ObservedState {
  readonly namespace: boolean;
  /** Undefined when no port is wanted. */
  readonly port: ObservedPort | undefined;
  readonly haproxy: ObservedHaproxy;
}

/** In the order of execution: the port comes before HAProxy, and goes after it, with the whole namespace. */
export interface DevicePlan {
  readonly port: readonly PortStep[];
  readonly haproxy: readonly HaproxyStep[];
  readonly removal: boolean;
}

export const desiredState = (device: LogicalDevice, rendered: RenderedHaproxy | undefined): DesiredState => ({
  port: rendered === undefined ? undefined : desiredPort(device),
  haproxy: rendered,
});

/** Pure. */
export function planDevice(desired: DesiredState, observed: ObservedState): DevicePlan {
  const haproxy = planHaproxy(desired.haproxy, observed.haproxy);
  if (desired.port === undefined || observed.port === undefined) {
    return { port: [], haproxy, removal: observed.namespace };
  }
  return { port: planPort(desired.port, observed.port), haproxy, removal: false };
}

export const isEmpty = ({ port, haproxy, removal }: DevicePlan): boolean =>
  port.length === 0 && haproxy.length === 0 && !removal;

/** The costliest thing that the plan does. */
export function howOf({ port, haproxy, removal }: DevicePlan): AppliedHow {
  const kinds = new Set(haproxy.map((step) => step.kind));
  if (kinds.has('start')) return 'start';
  if (kinds.has('reload')) return 'reload';
  if (kinds.has('stop') || removal) return 'stop';
  return kinds.size > 0 || port.length > 0 ? 'runtime' : 'noop';
}

/** A port change that takes something away from a device that serves. */
export const isDisruptive = ({ port }: DevicePlan): boolean =>
  port.some((step) => step.kind === 'unplug' || step.kind === 'address.remove');

/** Whether the neighbours should hear (again) where the addresses are. */
export const isWorthAnnouncing = ({ port, haproxy }: DevicePlan): boolean =>
  port.length > 0 || haproxy.some((step) => step.kind === 'start');

export interface StepInWords {
  readonly step: string;
  readonly reason: string | undefined;
}

/** For people and logs. */
export function inWords({ port, haproxy, removal }: DevicePlan): StepInWords[] {
  const removed = removal ? [{ step: 'remove', reason: 'nothing to run' }] : [];
  return [...port.map(portStepInWords), ...haproxy.map(haproxyStepInWords), ...removed];
}

function portStepInWords(step: PortStep): StepInWords {
  switch (step.kind) {
    case 'unplug':
    case 'plug':
    case 'bridge.attach':
      return { step: step.kind, reason: step.reason };
    case 'link.up':
      return { step: `link.up ${step.end}`, reason: undefined };
    case 'link.mtu':
      return { step: `link.mtu ${step.mtu}`, reason: undefined };
    case 'address.add':
    case 'address.remove':
      return { step: `${step.kind} ${step.address}`, reason: undefined };
    case 'route.replace':
    case 'route.remove':
      return { step: `${step.kind} ${step.route.destination} via ${step.route.via}`, reason: undefined };
  }
}

const haproxyStepInWords = (step: HaproxyStep): StepInWords => ({
  step: 'server' in step ? `${step.kind} ${step.backend}/${step.server}` : step.kind,
  reason: step.reason,
});
