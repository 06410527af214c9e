import type { Host } from '../host.ts';
import { IsolatedProcess } from './isolated-process.ts';

const ENTRY = new URL('./host-process.ts', import.meta.url);

export type HostEvent = { readonly namespace: string; readonly lost: boolean } | 'missed';

/** A LinuxHost on a Linux host of its own. */
export class PrivateHost {
  readonly host: Host;
  readonly #process: IsolatedProcess;

  private constructor(isolated: IsolatedProcess) {
    this.#process = isolated;
    this.host = {
      start: () => isolated.call('start'),
      stop: () => isolated.call('stop'),
      verdict: 0,
      listen: () => isolated.call('listen'),
      // See heard().
      onChange: () => undefined,
      hasNamespace: (...args) => isolated.call('hasNamespace', ...args),
      // Synchronous, and so out of reach from here.
      networkNamed: () => undefined,
      claimNamespace: (...args) => isolated.call('claimNamespace', ...args),
      observePorts: (...args) => isolated.call('observePorts', ...args),
      applyPorts: async (...args) => {
        await isolated.call('applyPorts', ...args);
        return { claimed: Promise.resolve() };
      },
      announce: (...args) => isolated.call('announce', ...args),
      removeNamespace: (...args) => isolated.call('removeNamespace', ...args),
      listNamespaces: (...args) => isolated.call('listNamespaces', ...args),
      portSecurity: true,
      checkPortSecurity: () => isolated.call('checkPortSecurity'),
      sweepBridges: () => isolated.call('sweepBridges'),
      // Of a process that only that host can see.
      fingerprint: () => undefined,
      exec: (...args) => isolated.call('exec', ...args),
    };
  }

  static async start(
    physicalNetworks = '',
    probeMs = 0,
    tunnelIp = '',
    portSecurity: 'on' | 'off' = 'on',
  ): Promise<PrivateHost> {
    const args = [physicalNetworks, `${probeMs}`, tunnelIp, portSecurity];
    return new PrivateHost(await IsolatedProcess.start(ENTRY, ...args));
  }

  /** What the host was heard to do since the last call, once it was started. */
  heard(): Promise<HostEvent[]> {
    return this.#process.call('heard');
  }

  /** The host stops, and another one goes on with what it finds. */
  restart(): Promise<void> {
    return this.#process.call('restart');
  }

  /** Replaces what the host has written down of its looks into namespaces. */
  record(text: string): Promise<void> {
    return this.#process.call('record', text);
  }

  /** Names of the files in which that is. */
  recorded(): Promise<string[]> {
    return this.#process.call('recorded');
  }

  /** Programs that the host has started so far, besides those of `sh`. */
  startedPrograms(): Promise<number> {
    return this.#process.call('startedPrograms');
  }

  /** A process in the root namespace of the host, as this side numbers it: links can be led there. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Runs a shell script in the root namespace of the host and returns what it prints. */
  sh(script: string): Promise<string> {
    return this.#process.sh(script);
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
