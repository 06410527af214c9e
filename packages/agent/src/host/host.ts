import type { CommandOptions, CommandResult } from './command.ts';
import type { DesiredPort, ObservedPort, PortStep } from './port.ts';

/**
 * The network side of a host: everything that needs privileges, and nothing that decides. A device has one namespace
 * with one port in it. Every method is idempotent and has a deadline; failures are HostErrors in plain words.
 */
export interface Host {
  /** The physical networks that this host can carry. */
  readonly physicalNetworks: readonly string[];
  hasNamespace(deviceId: string): Promise<boolean>;
  observePort(deviceId: string, desired: DesiredPort): Promise<ObservedPort>;
  /**
   * The links, addresses and routes of the namespace of a process as one text to compare, without a spawned program;
   * undefined when this host cannot tell.
   */
  glance(pid: number): string | undefined;
  /** Carries out steps of `planPort`, all from one observation. */
  applyPort(deviceId: string, desired: DesiredPort, steps: readonly PortStep[]): Promise<void>;
  /** Tells the neighbours where the addresses are (gratuitous ARP, unsolicited neighbour advertisement). */
  announce(deviceId: string, desired: DesiredPort): Promise<void>;
  /** Ends every process of the device, then removes its namespace and links. */
  removeDevice(deviceId: string): Promise<void>;
  /** Devices of which a namespace or a link is here. */
  listDeviceIds(): Promise<string[]>;
  /** Removes the bridges that were made here and that no port uses; their uplinks get their addresses back. */
  sweepBridges(): Promise<string[]>;
  /** Runs a program inside a namespace; resolves with the exit code, whatever it is. */
  exec(namespace: string, argv: readonly string[], options?: CommandOptions): Promise<CommandResult>;
}
