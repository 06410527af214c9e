import type { LogicalDevice } from '@lbaas/common/contract';

export interface PresentDevice {
  readonly wanted: 'present';
  readonly device: LogicalDevice;
  /** As an earlier run has written it down. The servers may have moved the device since. */
  readonly loaded?: boolean;
  /**
   * It runs as it is until an administrator decides, because the database was restored (ADR 35): the servers do not
   * list it (`unknown`), or list an older version (`newer`).
   */
  readonly kept?: 'unknown' | 'newer';
  /** What the servers want instead. */
  readonly offered?: LogicalDevice;
}

/** What is wanted of a device. An absent one is remembered until its removal is confirmed. */
export type DesiredDevice =
  PresentDevice | { readonly wanted: 'absent'; readonly epoch: number; readonly generation: number };

/** What the server wants of every device of this host, as it said last. */
export interface DesiredDevices {
  /** False while the agent is disabled or its host name belongs to another: devices are taken down and remembered. */
  readonly adminStateUp: boolean;
  get(deviceId: string): DesiredDevice | undefined;
  ids(): string[];
}
