import { LinuxHost } from '../linux-host.ts';
import { parsePhysicalNetworks } from '../physical-networks.ts';
import { serveCalls } from './serve-calls.ts';

const host = new LinuxHost(parsePhysicalNetworks(process.argv[2] ?? ''));

serveCalls({
  hasNamespace: host.hasNamespace.bind(host),
  claimNamespace: host.claimNamespace.bind(host),
  observePorts: host.observePorts.bind(host),
  applyPorts: host.applyPorts.bind(host),
  announce: host.announce.bind(host),
  removeNamespace: host.removeNamespace.bind(host),
  listNamespaces: host.listNamespaces.bind(host),
  sweepBridges: host.sweepBridges.bind(host),
  exec: host.exec.bind(host),
});
