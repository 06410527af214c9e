import type { AppliedHow } from '@lbaas/common/contract';
import type { Running } from '../drivers/index.ts';
import type { StepInWords } from './device-plan.ts';
import type { DeviceReport, Incident } from './device-report.ts';

/** What the agent remembers of a device between two observations; nothing here survives a restart. */
export interface DeviceMemory {
  /** The newest generation that was read back, and from which process; no process when nothing has to run. */
  confirmed:
    { readonly epoch: number; readonly generation: number; readonly pid: number | undefined } | undefined;
  /** Of the API call that was the last to concern the device. */
  requestId: string | undefined;
  /** The server waits for a report even if nothing has changed. */
  reportDue: boolean;
  lastReport: DeviceReport | undefined;
  failuresInARow: number;
  /** An address was taken at the last attempt. */
  claimsFirst: boolean;
  /** What ran at the end of the last observation. */
  running: Running | undefined;
  /** The last time that its process ended by itself, or had to be ended. */
  incident: Incident | undefined;
  lastPlan: readonly StepInWords[];
  lastHow: AppliedHow | undefined;
  lastError: string | undefined;
  lastAppliedAt: Date | undefined;
  reloads: number;
  starts: number;
}

/** One memory per device, made when it is first asked for. */
export class DeviceMemories {
  readonly #memories = new Map<string, DeviceMemory>();

  of(deviceId: string): DeviceMemory {
    const known = this.#memories.get(deviceId);
    if (known !== undefined) return known;
    const memory = blank();
    this.#memories.set(deviceId, memory);
    return memory;
  }

  peek(deviceId: string): DeviceMemory | undefined {
    return this.#memories.get(deviceId);
  }

  forget(deviceId: string): void {
    this.#memories.delete(deviceId);
  }
}

const blank = (): DeviceMemory => ({
  confirmed: undefined,
  requestId: undefined,
  reportDue: true,
  lastReport: undefined,
  failuresInARow: 0,
  claimsFirst: false,
  running: undefined,
  incident: undefined,
  lastPlan: [],
  lastHow: undefined,
  lastError: undefined,
  lastAppliedAt: undefined,
  reloads: 0,
  starts: 0,
});
