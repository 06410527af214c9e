import { CLOCK_ADVICE, HARMFUL_CLOCK_MS } from '@lbaas/common/runtime';
import { type Liveness, aliveSql, isHeldSql, reachableSql, receivesSql } from '../../../devices/index.ts';
import { whyNotMovedSql } from '../../../devices/failover-words.ts';
import type { ComputedColumn, Row, View } from '../../resource/view.ts';

const NEUTRON_TIME = 'YYYY-MM-DD HH24:MI:SS.US';
const neutronTime = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', '${NEUTRON_TIME}')`;

/** NULL unless it misleads whoever reads times of that host. */
const clockWordsSql = (aheadS: string): string => `CASE WHEN abs(${aheadS}) > ${HARMFUL_CLOCK_MS / 1000} THEN
  format('the clock of this host is %s s %s that of the servers: ${CLOCK_ADVICE}', round(abs(${aheadS})::numeric, 1),
    CASE WHEN ${aheadS} > 0 THEN 'ahead of' ELSE 'behind' END) END`;

/** How long a clash of two agent processes under one host name is shown after its last sign. */
const CONFLICT_SHOWN_S = 30;

/** Agents as their heartbeats describe them. Tenants see none. */
export const agentView = ({ agentDownAfterMs }: Liveness): View => ({
  // A deleted one may have devices to take down yet, and is no business of anybody.
  from: '(SELECT * FROM agents WHERE deleted_at IS NULL) a',
  id: 'a.id',
  // False for every project; a statement must use all of its parameters.
  visible: (project) => `${project}::text IS NULL`,
  columns: {
    id: 'a.id',
    agent_type: 'a.agent_type',
    binary: 'a.binary_name',
    topic: `'n-lbaas_agent'`,
    host: 'a.host',
    admin_state_up: 'a.admin_state_up',
    description: 'a.description',
    cordoned: 'a.cordoned',
    draining: '(a.drain_at IS NOT NULL)',
    alive: reachableSql('a', String(agentDownAfterMs)),
    created_at: neutronTime('a.created_at'),
    started_at: neutronTime('a.started_at'),
    heartbeat_timestamp: neutronTime('a.heartbeat_at'),
    configurations: configurations(String(agentDownAfterMs)),
  },
});

/**
 * `tunnel_ip`: where tunnels of vxlan networks end; NULL on a host that takes none.
 * `carries`: how many devices the host can carry; `capacity`: by which of its limits. NULL when the agent does not say.
 * `port_security`: whether frames leave ports on this host with their own addresses only. NULL as before.
 * `kept_devices`: how many it runs as they are, because the database was restored (ADR 35).
 * `programs`: what serves its devices, and how many of them another version than the installed one (NULL as before).
 * `clock_ahead_seconds`: against the database; NULL = not known. `clock`: what to do about it, if it misleads.
 * `placed`: how many devices it is to run, which is what is left to be moved while it is drained.
 * `lease_seconds`: after so long without its agent nothing on the host answers any more; NULL = it would go on.
 * `lease_lapsed`: that has happened. `failures`: how often its devices were moved, each within an hour of the one
 * before.
 * `left_out_until`: until then it is given devices only if nobody else can take them.
 * `failover`: why the devices of a silent agent stay where they are, if they do.
 * `reporting`, `receiving`: whether its heartbeats arrive, and whether what is sent to it does; `alive` is both.
 * `conflict`: another agent reports under this host name too. One of another installation is refused; of two processes
 * of this installation the one that started last counts.
 */
const configurations = (downAfterMs: string): ComputedColumn => ({
  needs: {
    configurations: `json_build_object(
      'device_drivers', to_json(a.device_drivers),
      'instances', a.devices,
      'physical_networks', to_json(a.physical_networks),
      'network_types', to_json(coalesce(a.network_types, '{flat,local}')),
      'tunnel_ip', host(a.tunnel_ip),
      'version', a.version,
      'load', a.load,
      'cordoned', a.cordoned,
      'placed', (SELECT count(*) FROM placements p WHERE p.agent_id = a.id AND ${isHeldSql('p')}),
      'draining_since', ${neutronTime('a.drain_at')},
      'lease_seconds', a.lease_s,
      'lease_lapsed', a.lease_lapsed,
      'failures', a.failures,
      'failed_at', ${neutronTime('a.failed_at')},
      'left_out_until', CASE WHEN a.left_out_until > clock_timestamp() THEN ${neutronTime('a.left_out_until')} END,
      'failover', CASE WHEN NOT ${aliveSql('a', downAfterMs)} THEN ${whyNotMovedSql('a')} END,
      'carries', a.carries,
      'capacity', a.capacity,
      'port_security', a.port_security,
      'kept_devices', coalesce(jsonb_array_length(a.kept_devices), 0),
      'programs', a.programs,
      'clock_ahead_seconds', a.clock_ahead_s,
      'clock', ${clockWordsSql('a.clock_ahead_s')},
      'reporting', ${aliveSql('a', downAfterMs)},
      'receiving', ${receivesSql('a', downAfterMs)},
      'installation_id', a.installation_id,
      'conflict', coalesce(a.conflict_at > clock_timestamp() - interval '${CONFLICT_SHOWN_S} s', false))`,
  },
  compute: (row: Row) => row['configurations'],
});
