import { isDeepStrictEqual } from 'node:util';
import type { Result, StepClass } from '@lbaas/common/contract';
import type { DesiredPort, PortStep } from '../host/index.ts';
import { type DevicePlan, inWords } from './device-plan.ts';

type PlannedStep = Result<'preview_device'>['plan'][number];

/** The steps of a plan in their order, in words, and what each one does. */
export function plannedSteps(plan: DevicePlan): PlannedStep[] {
  const classes: StepClass[] = [
    ...plan.ports.flatMap(({ steps }) => steps.map(classOfPortStep)),
    ...plan.steps.map(({ costs }) => costs),
  ];
  return inWords(plan).map(({ step, reason = null }, index) => ({
    step,
    class: classes[index] ?? 'remove',
    reason,
  }));
}

const classOfPortStep = ({ kind }: PortStep): StepClass =>
  kind === 'plug' || kind === 'unplug' ? kind : 'port';

/** What becomes of ports that are as they were wanted last. */
export function portChanges(before: readonly DesiredPort[], wanted: readonly DesiredPort[]): PlannedStep[] {
  const known = new Map(before.map((port) => [port.portId, port]));
  const kept = new Set(wanted.map(({ portId }) => portId));
  const gone = before.filter(({ portId }) => !kept.has(portId));
  return [
    ...gone.map(({ link }) => ({ step: `unplug ${link}`, class: 'unplug' as const, reason: 'not wanted' })),
    ...wanted.flatMap((port) => changeOf(port, known.get(port.portId))),
  ];
}

function changeOf(port: DesiredPort, before: DesiredPort | undefined): PlannedStep[] {
  if (before === undefined) return [{ step: `plug ${port.link}`, class: 'plug', reason: 'no port' }];
  if (isDeepStrictEqual(before, port)) return [];
  return [{ step: `change ${port.link}`, class: 'port', reason: 'addresses or routes' }];
}
