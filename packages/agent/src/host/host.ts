import type { Lifecycle } from '@lbaas/common/runtime';
import type { CommandOptions, CommandResult } from './command.ts';
import type { DesiredPort, ObservedPort, PortPlan } from './port.ts';
import type { HostListener } from './watch/host-watch.ts';

/** What is known of the ports before they are changed. */
export interface ApplyOptions {
  /** Another host may have them: they were placed before, or no server has spoken of them in this run. */
  readonly elsewhere?: boolean;
  /** The verdict when the device was looked up. */
  readonly verdict?: number;
}

export interface AppliedPorts {
  /** Resolves when the ports have their addresses. @throws HostError `address_taken` when another host has one */
  readonly claimed: Promise<void>;
}

/**
 * The network side of a host: everything that needs privileges, and nothing that decides. A device has one namespace
 * with its ports in it. Every method is idempotent and has a deadline; failures are HostErrors in plain words.
 */
export interface Host extends Lifecycle {
  /** Whether what ports send is filtered: it is switched on, and the kernel can. */
  readonly portSecurity: boolean;
  /**
   * Another number whenever it is decided anew which devices are those of this host: a port breaks its silence only for
   * a device that was looked up afterwards.
   */
  readonly verdict: number;
  /** From start() to stop(), what happens to namespaces whose ports were observed; listeners must not throw. */
  onChange(listener: HostListener): void;
  hasNamespace(namespace: string): Promise<boolean>;
  /** The network namespace that the name leads to, as in networkOf(); undefined when it leads to none. */
  networkNamed(namespace: string): string | undefined;
  /**
   * If one of the processes lives in a namespace that has one of the links and not the name, gives it the name. True
   * when that was necessary.
   */
  claimNamespace(namespace: string, pids: readonly number[], links: readonly string[]): Promise<boolean>;
  /** In the order of `ports`, which must be all that the namespace shall have. */
  observePorts(namespace: string, ports: readonly DesiredPort[]): Promise<ObservedPort[]>;
  /**
   * The links, addresses and routes of the namespace of a process as one text to compare, without a spawned program;
   * undefined when this host cannot tell.
   */
  fingerprint(pid: number): string | undefined;
  /**
   * Carries out what `planPorts` gives, all from one observation. Addresses are probed before they are added: programs
   * may be started in the namespace meanwhile.
   */
  applyPorts(namespace: string, plans: readonly PortPlan[], options?: ApplyOptions): Promise<AppliedPorts>;
  /** Announces the addresses to the neighbours (gratuitous ARP, unsolicited neighbour advertisement). */
  announce(namespace: string, ports: readonly DesiredPort[]): Promise<void>;
  /**
   * Ends every process in a namespace, then removes the namespace and its links. `soleLink` is the name of its only
   * link, where that is known: it saves a search for the links.
   */
  removeNamespace(namespace: string, soleLink?: string): Promise<void>;
  /**
   * Of the devices with these prefixes, those of which a namespace or a link is here that this agent made, as its mark
   * shows; by the name of the namespace.
   */
  listNamespaces(prefixes: readonly string[]): Promise<string[]>;
  /** Removes the bridges that were made here and that no port uses; their uplinks get their addresses back. */
  sweepBridges(): Promise<string[]>;
  /** Reads the filters of all ports; devices whose ports lack something are told of as changed. */
  checkPortSecurity(): Promise<void>;
  /**
   * To be called once a second while no server is heard: when nothing is heard on any network of this host, its ports
   * fall silent, as they would not hear that another host has their addresses.
   * @param partnersOf addresses that the device of a namespace talks to, besides its next hops: on a quiet network they
   *   are asked for a sign of life
   */
  listen(partnersOf: (namespace: string) => readonly string[]): Promise<void>;
  /** Runs a program inside a namespace; resolves with the exit code, whatever it is. */
  exec(namespace: string, argv: readonly string[], options?: CommandOptions): Promise<CommandResult>;
}
