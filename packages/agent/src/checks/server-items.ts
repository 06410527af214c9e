import { AmqpConnection, RpcClient, brokerAddress, brokerItems, topology } from '@lbaas/common/amqp';
import { type Result, RpcError } from '@lbaas/common/contract';
import {
  type CheckItem,
  type Finding,
  clockFinding,
  createLogger,
  failed,
  note,
  ok,
} from '@lbaas/common/runtime';
import type { AgentConfig } from '../config/agent-config.ts';
import { networkStack } from '../identity/index.ts';
import { InstallationFile } from '../state/installation-file.ts';
import { StateDirectory } from '../state/state-directory.ts';

interface Told extends Result<'check_host'> {
  /** How far this clock is ahead of that of the servers. */
  readonly clockOffsetMs: number;
}

const CONNECT_DEADLINE_MS = 5_000;
const ANSWER_DEADLINE_MS = 5_000;
const logger = createLogger({ name: 'lbaas-agent', level: 'silent' });

/** What only the broker and the servers behind it know. The servers are asked once. */
export function serverItems(config: AgentConfig): readonly CheckItem[] {
  let asking: Promise<Told> | undefined;
  const judged = (judge: (told: Told) => Finding) => async (): Promise<Finding> => {
    try {
      return judge(await (asking ??= askServers(config)));
    } catch (error) {
      return note(`not looked at: ${reasonOf(error)}`);
    }
  };
  const name = config.agent_host;
  return [
    ...brokerItems(config),
    { name: 'clock', look: judged(({ clockOffsetMs }) => clockFinding(clockOffsetMs, 'the servers')) },
    { name: 'host name', look: judged(({ name: state }) => judgeName(name, state)) },
  ];
}

function judgeName(host: string, state: Told['name']): Finding {
  switch (state) {
    case 'free':
      return ok(`${host} is free: the servers do not know it yet`);
    case 'own':
      return ok(`${host} belongs to this installation`);
    case 'silent':
      return note(`${host} is that of another installation, which is silent: it is taken over after a while`);
    case 'taken':
      return failed(`another agent that is alive has the name ${host}: stop it, or set LBAAS_AGENT_HOST`);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof RpcError)) return 'the broker cannot be reached';
  if (error.code === 'unknown_method') return 'the servers are older, and do not tell';
  // Without the exchange, which the first server makes, there is no channel.
  if (['unroutable', 'timeout', 'disconnected'].includes(error.code)) return 'no server answers';
  return error.message;
}

async function askServers(config: AgentConfig): Promise<Told> {
  const connection = new AmqpConnection({ ...brokerAddress(config), name: 'lbaas-agent check', logger });
  // A check makes nothing in the broker, where an agent with a user of its own might not.
  const names = topology(config.amqp_prefix, { declares: 'own' });
  const rpc = new RpcClient({ connection, topology: names, logger });
  connection.start();
  rpc.start();
  try {
    await connection.whenConnected(CONNECT_DEADLINE_MS);
    const installation = await installationIn(config.state_dir);
    const args = { host: config.agent_host, ...(installation && { installation_id: installation }) };
    const sentAtMs = Date.now();
    const answer = await rpc.call('server', 'check_host', args, { deadlineMs: ANSWER_DEADLINE_MS });
    const middleMs = (sentAtMs + Date.now()) / 2;
    return { ...answer, clockOffsetMs: middleMs - Date.parse(answer.now) };
  } finally {
    await rpc.stop();
    await connection.stop();
  }
}

async function installationIn(stateDir: string): Promise<string | undefined> {
  const file = new InstallationFile(new StateDirectory(stateDir, { fsync: false }), logger);
  return await file.idIn(await networkStack());
}
