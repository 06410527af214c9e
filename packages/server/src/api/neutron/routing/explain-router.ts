import type { CallDefinition } from '../../http/call.ts';
import { type ExplainOptions, type ExplainedThing, explainDevice } from '../explain/explain-device.ts';
import { EXPLAINED_ROUTER } from '../explain/explain-schema.ts';
import { explainSql } from '../explain/explain-sql.ts';

/** Of the device that it waits for nothing is said: it may be of another project. */
const AWAITED = `
SELECT coalesce(json_agg(host(ia.ip_address) ORDER BY ia.ip_address), '[]')
FROM (
  SELECT r.gateway_port_id AS port_id FROM routers r WHERE r.id = d.id
  UNION ALL SELECT ri.port_id FROM router_interfaces ri WHERE ri.router_id = d.id
  UNION ALL SELECT f.floating_port_id FROM floating_ips f WHERE f.router_id = d.id
) own JOIN ip_allocations ia ON ia.port_id = own.port_id
JOIN address_holds h ON h.network_id = ia.network_id AND h.ip_address = ia.ip_address
WHERE h.device_id = d.after_device_id`;

const ROUTER: ExplainedThing = {
  sql: explainSql({
    from: 'routers r',
    id: 'r.id',
    projectId: 'r.project_id',
    deviceId: 'r.id',
    awaitedAddresses: AWAITED,
  }),
  notFound: 'RouterNotFound',
  nothingRuns: 'nothing runs: the agent is sent a router when it gets its first port',
  notPlaced: 'the router is not placed on an agent',
};

/** GET /routers/{id}/explain: why the router is as it is, from the database and from the agent itself. */
export const explainRouterCall = (options: ExplainOptions): CallDefinition => ({
  method: 'GET',
  path: '/routers/:id/explain',
  docs: { summary: 'Explain why a router is as it is', tag: 'routers', answer: EXPLAINED_ROUTER },
  run: async (call) => {
    const { stored, agent } = await explainDevice(options, ROUTER, call);
    return { explain: { router_id: call.params['id'], ...stored, agent } };
  },
});
