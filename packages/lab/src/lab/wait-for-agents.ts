import { eventually } from '@lbaas/common/runtime';
import type { LabAgent } from '../services/lab-agent.ts';
import type { LabServer } from '../services/lab-server.ts';
import { logTail } from '../services/service-log.ts';

const DEADLINE_MS = 45_000;

interface AgentRow {
  readonly host: string;
  readonly alive: boolean;
}

/**
 * Resolves when the server shows every agent as alive. `headers` are those of an admin.
 * @throws Error with the log of an agent that is not
 */
export async function waitForAgents(
  agents: readonly LabAgent[],
  server: Pick<LabServer, 'api'>,
  headers: Record<string, string>,
): Promise<void> {
  const missing = await eventually(
    async () => {
      const dead = agents.find((agent) => !agent.running);
      if (dead !== undefined) return dead;
      const alive = await aliveHosts(server, headers);
      const absent = agents.filter(({ name }) => !alive.includes(name)).map(({ name }) => name);
      if (absent.length > 0) throw new Error(`the server has not heard of ${absent.join(', ')}`);
      return undefined;
    },
    { withinMs: DEADLINE_MS, everyMs: 50 },
  );
  if (missing !== undefined) throw new Error(`${missing.name} ended\n${logTail(missing.logFile)}`);
}

async function aliveHosts(
  server: Pick<LabServer, 'api'>,
  headers: Record<string, string>,
): Promise<string[]> {
  const { status, body } = await server.api('GET', '/v2.0/agents', undefined, headers);
  if (status !== 200) throw new Error(`GET /v2.0/agents answers ${status}`);
  const { agents } = body as { readonly agents: readonly AgentRow[] };
  return agents.filter(({ alive }) => alive).map(({ host }) => host);
}
