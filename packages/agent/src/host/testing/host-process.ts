import { LinuxHost } from '../linux-host.ts';
import { parsePhysicalNetworks } from '../physical-networks.ts';
import { serveCalls } from './serve-calls.ts';

const host = new LinuxHost(parsePhysicalNetworks(process.argv[2] ?? ''));

serveCalls({
  hasNamespace: host.hasNamespace.bind(host),
  observePort: host.observePort.bind(host),
  applyPort: host.applyPort.bind(host),
  announce: host.announce.bind(host),
  removeDevice: host.removeDevice.bind(host),
  listDeviceIds: host.listDeviceIds.bind(host),
  sweepBridges: host.sweepBridges.bind(host),
  exec: host.exec.bind(host),
});
