import { expect } from 'chai';
import type { Answer, Client, Fields } from './lbaas-v1-client.ts';
import { type LbaasApi, memberOf } from './lbaas-v1-fixture.ts';

/** By the model's words. */
export const DEFAULTS = {
  network: 10,
  subnet: 10,
  port: 50,
  router: 10,
  floating_ip: 50,
  listener: 10,
  pool: 10,
  member: -1,
  health_monitor: -1,
} as const;

const { listener, floating_ip: floatingip, ...SAME } = DEFAULTS;

/** As the API shows them. */
export const SHOWN = { ...SAME, vip: listener, floatingip, healthmonitor: -1 };

export interface Project {
  readonly id: string;
  readonly client: Client;
}

export interface QuotaHelpers {
  readonly setQuota: (id: string, quota: Fields, client?: Client) => Promise<Answer>;
  /** An unused project with these limits. */
  readonly project: (quota?: Fields) => Promise<Project>;
  readonly poolBody: (fields?: Fields) => { readonly pool: Fields };
}

/** For a suite; the API is requested only when a test runs. */
export function quotaHelpers(api: () => LbaasApi): QuotaHelpers {
  let fresh = 0;
  const setQuota: QuotaHelpers['setQuota'] = (id, quota, client = api().admin) =>
    client.put(`/quotas/${id}`, { quota });
  return {
    setQuota,
    project: async (quota = {}) => {
      const id = `project-${++fresh}`;
      expect((await setQuota(id, quota)).status).to.equal(200);
      return { id, client: api().as(memberOf(id)) };
    },
    poolBody: (fields = {}) => ({
      pool: { name: 'p', protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: api().subnetId, ...fields },
    }),
  };
}

export const networkBody = (fields: Fields = {}) => ({ network: fields });
