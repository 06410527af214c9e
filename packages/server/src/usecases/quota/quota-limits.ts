/** What a project has a limited number of. */
export const QUOTA_RESOURCES = [
  'network',
  'subnet',
  'port',
  'router',
  'floating_ip',
  'listener',
  'pool',
  'member',
  'health_monitor',
] as const;

export type QuotaResource = (typeof QUOTA_RESOURCES)[number];

/** Most objects of a project; -1 = no limit. */
export type QuotaLimits = Readonly<Record<QuotaResource, number>>;

export const UNLIMITED = -1;

export const isQuotaResource = (name: string): name is QuotaResource =>
  (QUOTA_RESOURCES as readonly string[]).includes(name);
