import { uptime } from 'node:os';
import { join } from 'node:path';
import { CLOCK, LOGGER, METRICS, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { readTunnelIp } from '../config/tunnel-ip.ts';
import { haproxyTuning } from '../config/haproxy-tuning.ts';
import { HAPROXY_NAMESPACES, HaproxyDriver } from '../drivers/haproxy/index.ts';
import { DriverTable } from '../drivers/index.ts';
import { ROUTER_NAMESPACES, RouterDriver } from '../drivers/router/index.ts';
import { HostCapacity, raiseNeighbourTables, readLimits } from '../host/capacity/index.ts';
import {
  type Host,
  type HostNetworks,
  HostRequirements,
  KernelLease,
  isDeviceNamespace,
  LinuxHost,
  ProcessTable,
  parsePhysicalNetworks,
  startedPrograms,
} from '../host/index.ts';
import { DesiredStore } from '../inbox/index.ts';
import { LeaseKeeper } from '../lease/index.ts';
import { DeviceMemories } from '../reconcile/index.ts';
import { StateDirectory } from '../state/state-directory.ts';
import { CONFIG } from './settings.ts';

/** From the settings. */
export const HOST_NETWORKS = token<HostNetworks>('lbaas.agent.HostNetworks');
export const HOST = token<Host>('lbaas.agent.Host');
export const REQUIREMENTS = token<HostRequirements>('lbaas.agent.HostRequirements');
/** Everything that can run devices on this host: another driver is another entry. */
export const DRIVERS = token<DriverTable>('lbaas.agent.Drivers');
export const STORE = token<DesiredStore>('lbaas.agent.DesiredStore');
export const CAPACITY = token<HostCapacity>('lbaas.agent.HostCapacity');
export const MEMORIES = token<DeviceMemories>('lbaas.agent.DeviceMemories');

export const LEASE = token<LeaseKeeper>('lbaas.agent.LeaseKeeper');

export const KERNEL_LEASE = token<KernelLease>('lbaas.agent.KernelLease');
const NAMESPACES = [HAPROXY_NAMESPACES, ROUTER_NAMESPACES];
const PROCESSES = token<ProcessTable>('lbaas.agent.ProcessTable');
const HAPROXY = token<HaproxyDriver>('lbaas.agent.Haproxy');
const ROUTER = token<RouterDriver>('lbaas.agent.Router');

/** What is wanted of the devices, what is remembered of them, and what they are made of. */
export const deviceModule = new ContainerModule(({ bind }) => {
  bindWith(bind, REQUIREMENTS, {}, () => new HostRequirements());
  bindWith(bind, PROCESSES, {}, () => new ProcessTable());
  bindWith(bind, HOST_NETWORKS, { config: CONFIG }, ({ config }) => ({
    physical: parsePhysicalNetworks(config.physical_networks.join(',')),
    tunnelIp: readTunnelIp(config.tunnel_ip),
  }));
  bindWith(
    bind,
    KERNEL_LEASE,
    { logger: LOGGER },
    ({ logger }) => new KernelLease({ logger, isOwn: (mark) => isDeviceNamespace(mark, NAMESPACES) }),
  );
  bindWith(
    bind,
    LEASE,
    { config: CONFIG, kernel: KERNEL_LEASE, clock: CLOCK, logger: LOGGER, metrics: METRICS },
    ({ config, ...parts }) =>
      new LeaseKeeper({
        ...parts,
        // Of CLOCK_BOOTTIME, which goes on while the host is suspended.
        sinceBootMs: () => uptime() * 1000,
        heartbeatEveryMs: config.heartbeat_interval * 1000,
      }),
  );
  bindWith(
    bind,
    HOST,
    {
      config: CONFIG,
      networks: HOST_NETWORKS,
      logger: LOGGER,
      processes: PROCESSES,
      metrics: METRICS,
      lease: KERNEL_LEASE,
      silence: LEASE,
    },
    ({ config, networks, logger, processes, metrics, lease, silence }) => {
      const host = new LinuxHost(networks, logger, {
        probeMs: config.address_probe,
        portSecurity: config.port_security === 'on',
        processes,
        lease,
        silence,
        insides: new StateDirectory(join(config.state_dir, 'namespaces'), { fsync: false }),
      });
      metrics.readGauge(
        'lbaas_host_port_security_dropped',
        'Frames from ports with addresses that are not theirs, as last read.',
        () => host.droppedFrames,
      );
      metrics.readGauge(
        'lbaas_agent_programs_started',
        'Programs that were started to look at devices and to change them.',
        startedPrograms,
      );
      return host;
    },
  );
  bindWith(
    bind,
    HAPROXY,
    { config: CONFIG, netns: HOST, processes: PROCESSES, clock: CLOCK, logger: LOGGER, metrics: METRICS },
    ({ config, ...parts }) =>
      new HaproxyDriver({
        ...parts,
        stateDir: join(config.state_dir, 'haproxy'),
        binary: config.haproxy_binary,
        tuning: haproxyTuning(config),
      }),
  );
  bindWith(
    bind,
    ROUTER,
    { host: HOST, logger: LOGGER, metrics: METRICS },
    (parts) => new RouterDriver(parts),
  );
  bindWith(
    bind,
    DRIVERS,
    { haproxy: HAPROXY, router: ROUTER, metrics: METRICS },
    ({ haproxy, router, metrics }) => {
      const drivers = new DriverTable([haproxy, router]);
      metrics.readGauge(
        'lbaas_agent_outdated_devices',
        'Devices that run another version of their program than the one that is installed.',
        () => drivers.programs.reduce((sum, { others }) => sum + others, 0),
      );
      return drivers;
    },
  );
  bindWith(bind, STORE, { config: CONFIG, logger: LOGGER }, ({ config, logger }) => {
    const directory = new StateDirectory(join(config.state_dir, 'desired'), { fsync: config.state_fsync });
    return new DesiredStore(directory, logger);
  });
  bindWith(
    bind,
    CAPACITY,
    { config: CONFIG, clock: CLOCK, logger: LOGGER, metrics: METRICS },
    ({ config, ...parts }) =>
      new HostCapacity({ ...parts, read: () => readLimits(config.state_dir), raise: raiseNeighbourTables }),
  );
  bindWith(bind, MEMORIES, {}, () => new DeviceMemories());
});
