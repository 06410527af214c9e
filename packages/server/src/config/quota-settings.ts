import { Type } from 'typebox';
import type { QuotaLimits } from '../usecases/quota/quota-limits.ts';

const quota = (what: string, limit: number) =>
  Type.Integer({
    minimum: -1,
    maximum: 2_147_483_647,
    default: limit,
    description: `most ${what} of a project without a quota of its own; -1 = no limit`,
  });

export const QUOTA_SETTINGS = {
  quota_network: quota('networks', 10),
  quota_subnet: quota('subnets', 10),
  quota_port: quota('ports, those of VIPs and routers aside,', 50),
  quota_router: quota('routers', 10),
  quota_floatingip: quota('floating IPs', 50),
  quota_vip: quota('VIPs', 10),
  quota_pool: quota('pools', 10),
  quota_member: quota('members', -1),
  quota_health_monitor: quota('health monitors', -1),
};

export type QuotaSettings = Readonly<Record<keyof typeof QUOTA_SETTINGS, number>>;

export const quotaDefaults = (settings: QuotaSettings): QuotaLimits => ({
  network: settings.quota_network,
  subnet: settings.quota_subnet,
  port: settings.quota_port,
  router: settings.quota_router,
  floating_ip: settings.quota_floatingip,
  listener: settings.quota_vip,
  pool: settings.quota_pool,
  member: settings.quota_member,
  health_monitor: settings.quota_health_monitor,
});
