import { join } from 'node:path';
import { AGENT_OPTIONS, AgentConfigSchema } from '@lbaas/agent/config';
import { SERVER_OPTIONS, ServerConfigSchema } from '@lbaas/server/config';
import { ROOT } from './root.ts';
import { filesUnder } from './file-tree.ts';
import type { ProgramPackage } from './program-package.ts';

const VIEWER = 'node_modules/@fastify/swagger-ui';
const PAGE = 'packages/dashboard/dist';

const WHAT =
  'Load balancers as a service: tenants create pools, VIPs, members and health monitors through the API of Neutron ' +
  'LBaaS v1, and HAProxy serves them in network namespaces on agent hosts.';

/** What is installed on the hosts of the servers. The page must have been built. */
export const serverPackage = (): ProgramPackage => ({
  folder: 'server',
  program: {
    name: 'lbaas-server',
    summary: 'server of load balancers as a service',
    about:
      'The server of load balancers as a service: the API, the placement of load balancers and routers on agents, and ' +
      'their dispatch over RabbitMQ. It needs PostgreSQL, and brings its schema up to date when it starts. Several may ' +
      'run beside each other.',
    schema: ServerConfigSchema,
    options: SERVER_OPTIONS,
    file: '/etc/lbaas/server.toml',
  },
  depends: ['adduser'],
  description: [
    WHAT,
    'This is the server: API, web page, placement and dispatch. It needs PostgreSQL and RabbitMQ.',
  ],
  more: [
    ...filesUnder(join(ROOT, PAGE), PAGE, (path) => path !== '.built-from'),
    ...filesUnder(join(ROOT, VIEWER, 'static'), `${VIEWER}/static`),
    ...['package.json', 'index.js', 'LICENSE'].map((name) => ({
      path: `${VIEWER}/${name}`,
      content: { copyOf: join(ROOT, VIEWER, name) },
    })),
  ],
  alsoFrom: [join(ROOT, VIEWER)],
  // The server has an account of its own, which gets the file when it is installed.
  settingsMode: 0o640,
});

/** What is installed on the hosts that HAProxies run on. */
export const agentPackage = (): ProgramPackage => ({
  folder: 'agent',
  program: {
    name: 'lbaas-agent',
    summary: 'agent of load balancers as a service',
    about:
      'The agent of load balancers as a service: it runs HAProxies and routers in network namespaces of this host, as ' +
      'the servers tell it over RabbitMQ. When it ends, they go on; when it starts, it takes them over.',
    schema: AgentConfigSchema,
    options: AGENT_OPTIONS,
    file: '/etc/lbaas/agent.toml',
  },
  depends: ['haproxy (>= 2.4)', 'iproute2', 'nftables', 'conntrack', 'iputils-ping', 'mount'],
  description: [
    WHAT,
    'This is the agent, for every host that HAProxies and routers run on. It needs RabbitMQ.',
  ],
  settingsMode: 0o600,
});
