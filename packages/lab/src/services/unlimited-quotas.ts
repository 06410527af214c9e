const RESOURCES = ['network', 'subnet', 'port', 'router', 'floatingip', 'vip', 'pool', 'member'];

/** Settings of a server: whoever tries things out, or measures them, makes more than a project usually may. */
export const UNLIMITED_QUOTAS: Readonly<Record<string, string>> = Object.fromEntries(
  [...RESOURCES, 'health_monitor'].map((resource) => [`LBAAS_QUOTA_${resource.toUpperCase()}`, '-1']),
);
