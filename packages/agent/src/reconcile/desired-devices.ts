import type { LogicalDevice } from '@lbaas/common/contract';

/** What is wanted of a device. An absent one is remembered until its removal is confirmed. */
export type DesiredDevice =
  /** `loaded`: as an earlier run has written it down. The servers may have moved the device since. */
  | { readonly wanted: 'present'; readonly device: LogicalDevice; readonly loaded?: boolean }
  | { readonly wanted: 'absent'; readonly epoch: number; readonly generation: number };

/** What the server wants of every device of this host, as it said last. */
export interface DesiredDevices {
  /** False while the agent is disabled or its host name belongs to another: devices are taken down and remembered. */
  readonly adminStateUp: boolean;
  get(deviceId: string): DesiredDevice | undefined;
  ids(): string[];
}
