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
const host = new LinuxHost(networks, logger, {
  probeMs: Number(probeMs),
  portSecurity: portSecurity === 'on',
});
const heard: HostEvent[] = [];
host.onChange({
  changed: (namespace, lost) => void heard.push({ namespace, lost }),
  missed: () => void heard.push('missed'),
});

serveCalls({
  start: host.start.bind(host),
  stop: host.stop.bind(host),
  /** What was heard since the last call. */
  heard: () => heard.splice(0),
  startedPrograms,
  hasNamespace: host.hasNamespace.bind(host),
  claimNamespace: host.claimNamespace.bind(host),
  observePorts: host.observePorts.bind(host),
  applyPorts: async (...args: Parameters<typeof host.applyPorts>) => (await host.applyPorts(...args)).claimed,
  announce: host.announce.bind(host),
  removeNamespace: host.removeNamespace.bind(host),
  listNamespaces: host.listNamespaces.bind(host),
  sweepBridges: host.sweepBridges.bind(host),
  checkPortSecurity: host.checkPortSecurity.bind(host),
  exec: host.exec.bind(host),
});
