import { createLogger } from '@lbaas/common/runtime';
import type { HostNetworks } from '../host-networks.ts';
import { LinuxHost } from '../linux-host.ts';
import { parsePhysicalNetworks } from '../physical-networks.ts';
import type { HostEvent } from './private-host.ts';
import { startedPrograms } from '../started-programs.ts';
import { serveCalls } from './serve-calls.ts';

const logger = createLogger({ name: 'host', level: 'silent' });
const [, , physicalNetworks = '', probeMs = '0', tunnelIp = '', portSecurity = 'on'] = process.argv;
const networks: HostNetworks = {
  physical: parsePhysicalNetworks(physicalNetworks),
  tunnelIp: tunnelIp === '' ? undefined : tunnelIp,
};
/** What outlives a host that stops. */
const files = new Map<string, string>();
const heard: HostEvent[] = [];
let host = newHost();

function newHost(): LinuxHost {
  const made = new LinuxHost(networks, logger, {
    probeMs: Number(probeMs),
    portSecurity: portSecurity === 'on',
    insides: {
      names: async () => [...files.keys()],
      read: async (name) => files.get(name),
      write: async (name, text) => void files.set(name, text),
      remove: async (name) => void files.delete(name),
    },
  });
  made.onChange({
    changed: (namespace, lost) => void heard.push({ namespace, lost }),
    missed: () => void heard.push('missed'),
  });
  return made;
}

type Calls = Parameters<typeof serveCalls>[0];

/** Of whichever host there is by then. */
function ofHost<Name extends keyof LinuxHost>(...names: Name[]): Calls {
  // The casts: what comes over the channel fits the method that was named.
  const call = (name: Name, args: unknown[]): unknown =>
    (host[name] as (...given: unknown[]) => unknown)(...args);
  return Object.fromEntries(names.map((name) => [name, (...args) => call(name, args)])) as Calls;
}

serveCalls({
  ...ofHost(
    'start',
    'stop',
    'hasNamespace',
    'claimNamespace',
    'observePorts',
    'announce',
    'removeNamespace',
    'listNamespaces',
    'sweepBridges',
    'checkPortSecurity',
    'exec',
  ),
  applyPorts: async (...args: Parameters<typeof host.applyPorts>) => (await host.applyPorts(...args)).claimed,
  /** As when the agent is started again. */
  restart: () => {
    host.stop();
    host = newHost();
  },
  /** Replaces what outlives the host. */
  record: (text: string) => {
    for (const name of files.keys()) files.set(name, text);
  },
  recorded: () => [...files.keys()],
  /** What was heard since the last call. */
  heard: () => heard.splice(0),
  startedPrograms,
});
