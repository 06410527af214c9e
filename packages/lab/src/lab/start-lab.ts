import { join } from 'node:path';
import { apiHeaders } from '../auth/credentials.ts';
import type { LabAuth } from '../auth/lab-auth.ts';
import { startAuth } from '../auth/start-auth.ts';
import { brokerUrlOf, databaseUrlOf, linksOf } from '../faults/link-plan.ts';
import { type ExampleSite, ensureExample } from '../example/ensure-example.ts';
import type { ExampleApi } from '../example/example-calls.ts';
import { Janitor } from '../run/janitor.ts';
import { type FaultProxy, startFaultProxy } from '../faults/fault-proxy.ts';
import { writeOwner } from '../run/owner.ts';
import { type RunDirectory, createRunDirectory } from '../run/run-directory.ts';
import { LabAgent } from '../services/lab-agent.ts';
import { LabServer } from '../services/lab-server.ts';
import { LabWeb } from '../services/lab-web.ts';
import { describeLab } from './describe-lab.ts';
import { SERVER_USER, brokerUrls, databaseUrl, startBrokers, startDatabases } from './lab-backing.ts';
import { agentUserOf } from '../services/rabbitmq-users.ts';
import { writeDescription } from './lab-description.ts';
import { LabMachine } from './lab-machine.ts';
import { type LabOptions, type LabProgress, withDefaults } from './lab-options.ts';
import type { LabParts } from './lab-parts.ts';
import { waitForAgents } from './wait-for-agents.ts';

interface Start {
  readonly settings: Required<LabOptions>;
  readonly run: RunDirectory;
  readonly janitor: Janitor;
  readonly machine: LabMachine;
  /** Reports how long `work` took when it is done. */
  readonly timed: <T>(what: string, work: Promise<T>) => Promise<T>;
}

/** Starts everything, in parallel where there is no dependency. */
export async function startLab(options: LabOptions): Promise<LabParts> {
  const settings = withDefaults(options);
  const run = createRunDirectory(settings.parent);
  const janitor = new Janitor(run);
  try {
    writeOwner(run.path);
    settings.onClaim({ directory: run.path, cleanUp: () => janitor.finish() });
    const machine = new LabMachine(run, settings);
    return await start({ settings, run, janitor, machine, timed: timedBy(settings.onProgress) });
  } catch (error) {
    // Why the lab did not start counts; what could not be removed is found by the next one.
    await janitor.finish().catch(() => undefined);
    throw error;
  }
}

async function start(lab: Start): Promise<LabParts> {
  const { settings, run, janitor, machine, timed } = lab;
  await timed('hosts and networks', machine.start());
  const faults = settings.faults ? await timed('fault proxy', startLinks(lab)) : undefined;
  const agentHosts = machine.ofKind('agent').map(({ name }) => name);
  const brokerUp = timed(
    'RabbitMQ',
    startBrokers(run, machine.host('control'), { count: settings.brokers, agents: agentHosts }),
  );
  const [brokers, { databases, auth, servers, newServer }, agents, webs] = await Promise.all([
    brokerUp,
    // A quorum queue has a member on each node that is there when it is declared, and on no other.
    settings.brokers > 1 ? brokerUp.then(() => startServers(lab)) : startServers(lab),
    // An agent that finds no broker backs off: if it starts later, it is connected seconds earlier.
    brokerUp.then(() => startAgents(lab)),
    startWebs(lab),
  ]);
  const [server] = servers;
  const admin = await apiHeaders(auth.admin);
  if (server !== undefined) {
    await auth.publish(server.url);
    await timed('agents report to the server', waitForAgents(agents, server, admin));
  }
  const example = settings.example
    ? await timed(
        'example balancer',
        ensureExample(siteOf(machine), await exampleApi(auth, server?.url ?? '')),
      )
    : undefined;
  const cleanUp = (): Promise<void> => janitor.finish();
  const parts = {
    run,
    machine,
    databases,
    brokers,
    auth,
    servers,
    newServer,
    agents,
    webs,
    example,
    faults,
    cleanUp,
  };
  writeDescription(run.path, describeLab(parts));
  return parts;
}

const startLinks = ({ settings: { agents, servers }, run, machine }: Start): Promise<FaultProxy> =>
  startFaultProxy(machine.host('control'), linksOf({ directory: run.path, agents, servers }));

const EXAMPLE_DEADLINE_MS = 30_000;

const siteOf = (machine: LabMachine): ExampleSite => ({
  networks: machine.networks,
  members: machine.ofKind('member').map(({ plan }) => plan.ipv4 ?? ''),
  withinMs: EXAMPLE_DEADLINE_MS,
  request: async (url) => {
    const curl = ['curl', '--silent', '--show-error', '--fail', '--max-time', '2', url];
    const { code, stderr } = await machine.host('client').exec(curl);
    if (code !== 0) throw new Error(stderr.trim());
  },
});

const exampleApi = async ({ admin, member }: LabAuth, url: string): Promise<ExampleApi> => ({
  url,
  admin: await apiHeaders(admin),
  member: await apiHeaders(member),
});

type Serving = Pick<LabParts, 'databases' | 'auth' | 'servers' | 'newServer'>;

async function startServers(lab: Start): Promise<Serving> {
  const { settings, run, machine, timed } = lab;
  const control = machine.host('control');
  const { durable, databases: count, databaseDiskMiB: diskMiB, brokers } = settings;
  const [databases, auth] = await Promise.all([
    timed('PostgreSQL', startDatabases(run, control, { count, durable, diskMiB })),
    startCallers(lab),
  ]);
  await databases[0].createDatabase('lbaas');
  const backing = {
    LBAAS_DATABASE_URL: databaseUrl(databases),
    LBAAS_AMQP_URL: brokerUrls(SERVER_USER, brokers),
    LBAAS_AMQP_QUEUES: queuesOf(settings),
    LBAAS_AGENT_IDENTITY: 'verified',
  };
  const common = { ...backing, ...auth.serverEnv, ...settings.serverEnv };
  const newServer = (name: string, env: Record<string, string>, apiPort = 0): LabServer => {
    const logFile = join(run.logs, `${name}.log`);
    const { server: program } = settings.programs;
    return new LabServer({ name, logFile, host: control, apiPort, env: { ...common, ...env }, program });
  };
  const servers = Array.from({ length: settings.servers }, (_, index) => {
    const name = settings.servers === 1 ? 'server' : `server-${index + 1}`;
    return newServer(
      name,
      settings.faults ? viaLinks(run, index + 1) : {},
      index === 0 ? settings.apiPort : 0,
    );
  });
  await timed('server', Promise.all(servers.map((server) => server.start())));
  return { databases, auth, servers, newServer };
}

const queuesOf = ({ brokers }: Required<LabOptions>): string => (brokers > 1 ? 'replicated' : 'local');

/** A server whose ways to the broker and the database can be broken. */
const viaLinks = ({ path }: RunDirectory, n: number): Record<string, string> => ({
  LBAAS_DATABASE_URL: databaseUrlOf(path, n),
  LBAAS_AMQP_URL: brokerUrlOf(`server-${n}`),
});

function startCallers({ settings, run, machine, timed }: Start): Promise<LabAuth> {
  const auth = startAuth(settings.auth, { run, control: machine.host('control') });
  return settings.auth === 'keystone' ? timed('Keystone', auth) : auth;
}

async function startAgents({ settings, run, machine }: Start): Promise<LabAgent[]> {
  const agents = machine.ofKind('agent').map((host) => {
    const logFile = join(run.logs, `${host.name}.log`);
    const broker = settings.faults
      ? brokerUrlOf(host.name)
      : brokerUrls(agentUserOf(host.name), settings.brokers);
    const env = {
      LBAAS_AMQP_URL: broker,
      LBAAS_AMQP_QUEUES: queuesOf(settings),
      LBAAS_AMQP_SERVER_USER: SERVER_USER,
      ...settings.agentEnv,
    };
    return new LabAgent({
      host,
      logFile,
      networks: settings.networks,
      env,
      program: settings.programs.agent,
    });
  });
  await Promise.all(agents.map((agent) => agent.start()));
  return agents;
}

async function startWebs({ run, machine, timed }: Start): Promise<LabWeb[]> {
  const webs = machine.ofKind('member').map((host) => new LabWeb(host, join(run.logs, `${host.name}.log`)));
  await timed('web back ends', Promise.all(webs.map((web) => web.start())));
  return webs;
}

const timedBy =
  (report: (progress: LabProgress) => void) =>
  async <T>(what: string, work: Promise<T>): Promise<T> => {
    const begin = performance.now();
    const result = await work;
    report({ what, ms: performance.now() - begin });
    return result;
  };
