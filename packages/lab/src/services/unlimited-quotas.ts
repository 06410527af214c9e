const RESOURCES = ['network', 'subnet', 'port', 'router', 'floatingip', 'vip', 'pool', 'member'];

/** Settings of a server for experiments and measurements, which create more than the default quotas allow. */
export const UNLIMITED_QUOTAS: Readonly<Record<string, string>> = Object.fromEntries(
  [...RESOURCES, 'health_monitor'].map((resource) => [`LBAAS_QUOTA_${resource.toUpperCase()}`, '-1']),
);
