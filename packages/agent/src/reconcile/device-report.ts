import type { AppliedHow } from '@lbaas/common/contract';
import type { KilledProcess } from '../drivers/index.ts';

/** The end of the process of a device that nobody had asked for. */
export interface Incident {
  readonly epoch: number;
  /** What the device showed, or was to show. */
  readonly generation: number;
  readonly at: Date;
  readonly words: string;
}

/** What became of one attempt to reach a generation. */
export interface DeviceReport {
  readonly deviceId: string;
  readonly epoch: number;
  readonly generation: number;
  /** The generation that the running device shows; 0 when nothing runs that should. */
  readonly observedGeneration: number;
  readonly outcome: 'done' | 'failed' | 'removed';
  readonly how: AppliedHow;
  readonly error: string | undefined;
  readonly durationMs: number;
  /** Of this very generation. */
  readonly incident?: Incident;
}

/** Takes reports and sees to their delivery; never blocks, never throws. */
export interface ReportSink {
  report(report: DeviceReport): void;
  /** The device was changed, or found as it must be; members may be otherwise than before. */
  realised(deviceId: string, membersMayDiffer: boolean): void;
}

/** The words of an incident; `program` is what the driver calls its processes. */
export const endedInWords = (program: string, pid: number): string => `${program} (process ${pid}) has ended`;

export const killedInWords = (program: string, { pid, why }: KilledProcess): string =>
  `${program} (process ${pid}) ${why} and had to be killed`;
