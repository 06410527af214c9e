import { readFileSync } from 'node:fs';
import type { Lifecycle } from '@lbaas/common/runtime';
import { type CommandResult, runCommand } from './command.ts';

/** This host lacks something without which no device can work. Its message says what and where it comes from. */
export class UnfitHostError extends Error {
  override readonly name = 'UnfitHostError';
}

/** Numbers of linux/capability.h, and what the agent does with each. */
const CAPABILITIES = {
  /** HAProxy's change of account. */
  SETGID: 6,
  SETUID: 7,
  /** Ends HAProxies, which run under another account. */
  KILL: 5,
  /** VIPs on ports below 1024. */
  NET_BIND_SERVICE: 10,
  /** Hears of changes of links in all namespaces (NETLINK_LISTEN_ALL_NSID). */
  NET_BROADCAST: 11,
  /** Links, addresses and routes. */
  NET_ADMIN: 12,
  /** HAProxy locks itself into an empty directory. */
  SYS_CHROOT: 18,
  /** Finds the network namespace of a HAProxy. */
  SYS_PTRACE: 19,
  /** Makes and enters network namespaces. */
  SYS_ADMIN: 21,
} as const;

/** In a network namespace that ends with the command. */
const FEATURES = [
  'link add name lbtest0 type bridge',
  'link add lbtest1 type veth peer name lbtest2',
  'link set lbtest1 master lbtest0 up',
];

/** Names of the missing ones, from the line `CapEff` of /proc/self/status (proc_pid_status(5)). */
export function missingCapabilities(status: string): string[] {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  return Object.entries(CAPABILITIES)
    .filter(([, bit]) => ((effective >> BigInt(bit)) & 1n) === 0n)
    .map(([name]) => name);
}

/** The part of the start that refuses a host on which every device would fail. One command, some 10 ms. */
export class HostRequirements implements Lifecycle {
  readonly #status: () => string;
  readonly #run: (argv: readonly string[], options: { stdin: string }) => Promise<CommandResult>;

  constructor(status = () => readFileSync('/proc/self/status', 'utf8'), run = runCommand) {
    this.#status = status;
    this.#run = run;
  }

  /** @throws UnfitHostError */
  async start(): Promise<void> {
    this.checkCapabilities();
    await this.checkKernel();
  }

  /** @throws UnfitHostError */
  checkCapabilities(): void {
    const missing = missingCapabilities(this.#status());
    if (missing.length === 0) return;
    throw new UnfitHostError(`the agent needs the capabilities ${missing.join(', ')} as well`);
  }

  /** @throws UnfitHostError */
  async checkKernel(): Promise<void> {
    const argv = ['unshare', '--net', 'ip', '-batch', '-'];
    const { code, stderr } = await this.#run(argv, { stdin: `${FEATURES.join('\n')}\n` });
    if (code === 0) return;
    const words = stderr.trim().replaceAll(/\s*\n\s*/g, '; ');
    throw new UnfitHostError(`this kernel cannot make network namespaces, bridges and veth pairs: ${words}`);
  }

  stop(): void {
    // Nothing is kept.
  }
}
