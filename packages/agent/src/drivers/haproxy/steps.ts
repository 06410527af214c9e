import type { DriverStep, StepCost } from '../device-driver.ts';
import type { Executors } from '../executors.ts';
import type { DeviceHaproxy } from './device-haproxy.ts';
import type { HaproxyStep, RenderedHaproxy } from './model/types.ts';
import type { RuntimeStep } from './runtime/runtime-steps.ts';

/** A step of HAProxy as the loop sees it. */
export type PlannedStep = HaproxyStep & Pick<DriverStep, 'costs' | 'target' | 'keepsHealth'>;

const COSTS: Readonly<Record<HaproxyStep['kind'], StepCost>> = {
  start: 'start',
  reload: 'reload',
  stop: 'stop',
  file: 'runtime',
  'server.add': 'runtime',
  'server.remove': 'runtime',
  'server.weight': 'runtime',
  'server.state': 'runtime',
};

export const plannedStep = (step: HaproxyStep): PlannedStep => ({
  ...step,
  costs: COSTS[step.kind],
  ...('server' in step ? { target: `${step.backend}/${step.server}` } : {}),
  ...(step.kind === 'server.weight' ? { keepsHealth: true } : {}),
});

/** What a step that brings the device about works on. */
export interface StepContext {
  readonly haproxy: DeviceHaproxy;
  readonly rendered: RenderedHaproxy;
  readonly epoch: number;
}

const atRunTime = ({ haproxy, rendered }: StepContext, step: RuntimeStep): Promise<void> =>
  haproxy.runtime(rendered, step);

/** A `stop` has nothing rendered; the driver does it by itself. */
export const EXECUTORS: Executors<Exclude<HaproxyStep, { kind: 'stop' }>, StepContext> = {
  start: ({ haproxy, rendered, epoch }) => haproxy.start(rendered, epoch),
  reload: ({ haproxy, rendered, epoch }) => haproxy.reload(rendered, epoch),
  file: ({ haproxy, rendered }) => haproxy.keepFile(rendered),
  'server.add': atRunTime,
  'server.remove': atRunTime,
  'server.weight': atRunTime,
  'server.state': atRunTime,
};
