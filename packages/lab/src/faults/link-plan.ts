import { join } from 'node:path';
import { BROKER_PORT, CONTROL_ADDRESS } from '../fabric/address-plan.ts';
import { RABBITMQ_USER, agentUserOf, brokerUrl } from '../services/rabbitmq-users.ts';
import type { LinkEnd } from './fault-link.ts';

/** A way that the fault proxy is on. Names are `agent-1 broker`, `server-2 database` and so on. */
export interface LinkPlan {
  readonly name: string;
  readonly listen: LinkEnd;
  readonly to: LinkEnd;
}

export interface LinkCounts {
  /** Run directory of the lab. */
  readonly directory: string;
  readonly agents: number;
  readonly servers: number;
}

/** The name that PostgreSQL gives its socket. */
const SOCKET = '.s.PGSQL.5432';
const directoryOf = (directory: string, n: number): string => join(directory, `db${n}`);

/** Ports of the control host: 80 hosts of a kind at most, so the two ranges do not meet. */
function portOf(client: string): number {
  const n = Number(client.split('-')[1]);
  return BROKER_PORT + (client.startsWith('agent') ? 100 : 200) + n;
}

/** Agents have users of their own. */
export const brokerUrlOf = (client: string): string =>
  brokerUrl(
    client.startsWith('agent') ? agentUserOf(client) : RABBITMQ_USER,
    CONTROL_ADDRESS,
    portOf(client),
  );

export const databaseUrlOf = (directory: string, n: number): string =>
  `postgres://lbaas@/lbaas?host=${encodeURIComponent(directoryOf(directory, n))}`;

/** One link for each client and service: what happens to one client happens to no other. */
export function linksOf({ directory, agents, servers }: LinkCounts): LinkPlan[] {
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
  const clients = [
    ...numbers(agents).map((n) => `agent-${n}`),
    ...numbers(servers).map((n) => `server-${n}`),
  ];
  return [
    ...clients.map((client) => ({
      name: `${client} broker`,
      listen: { host: CONTROL_ADDRESS, port: portOf(client) },
      to: { host: CONTROL_ADDRESS, port: BROKER_PORT },
    })),
    ...numbers(servers).map((n) => ({
      name: `server-${n} database`,
      listen: { path: join(directoryOf(directory, n), SOCKET) },
      to: { path: join(directory, 'postgres', SOCKET) },
    })),
  ];
}
