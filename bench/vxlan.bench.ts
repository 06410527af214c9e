import { Lab, type LabHost } from '@lbaas/lab';
import { eventually } from '@lbaas/common/runtime';
import { agentOf } from '../tests/chaos/support/agent-host.ts';
import { inTurns } from './support/in-turns.ts';
import { type Row, report, round } from './support/figures.ts';

const ROUNDS = 7;
const SECONDS = 3;
const PORT = 9999;

const SINK = `require('net').createServer((socket) => socket.on('error', () => {}).resume()).listen(${PORT})`;

/** Prints the megabits per second that the sink has taken. */
const SENDER = (address: string): string => `
const socket = require('net').connect(${PORT}, '${address}');
const chunk = Buffer.alloc(262144);
const begin = performance.now();
const send = () => { while (performance.now() - begin < ${SECONDS * 1000}) if (!socket.write(chunk)) return; socket.end(); };
socket.on('connect', send).on('drain', send);
socket.on('finish', () => {
  console.log((socket.bytesWritten * 8) / 1000 / (performance.now() - begin));
  socket.destroy();
});`;

/** The same links as an agent makes, by hand. */
const HAND_MADE = (own: string, other: string, address: string): string => `
ip netns add hand
ip link add hv mtu 1450 type vxlan id 9999 local ${own} remote ${other} dstport 4789
ip link add hbr type bridge forward_delay 0 mcast_snooping 0
ip link set hv master hbr up
ip link set hbr up
ip link add ht mtu 1450 type veth peer name eth0 mtu 1450 netns hand
ip link set ht master hbr up
ip -n hand addr add ${address}/24 dev eth0
ip -n hand link set eth0 up`;

interface End {
  readonly host: LabHost;
  readonly namespace: string;
}

const within = ({ namespace }: End, script: string): string[] => [
  'ip',
  'netns',
  'exec',
  namespace,
  'node',
  '-e',
  script,
];

async function throughput(tunnel: string, from: End, address: string): Promise<Row> {
  const { stdout, stderr } = await from.host.exec(within(from, SENDER(address)));
  if (stdout === '') throw new Error(`${tunnel}: ${stderr}`);
  return { tunnel, 'Mbit/s': round(Number(stdout)) };
}

const lab = await Lab.start({ agents: 2, webs: 1, networks: 'tunnelled', example: true });
try {
  const { pool = '', vipAddress = '' } = lab.example ?? {};
  const { router = '' } = lab.example ?? {};
  const balancer: End = { host: (await agentOf(lab, pool)).host, namespace: `qlbaas-${pool}` };
  const routerHost = lab.agents.find(({ name }) => name !== balancer.host.name)?.host;
  if (routerHost === undefined) throw new Error('there is one host only');
  const gateway: End = { host: routerHost, namespace: `qrouter-${router}` };
  const hands = [balancer.host, routerHost].map((host) => ({ host, namespace: 'hand' }));
  const [near, far] = hands;
  if (near === undefined || far === undefined) throw new Error('there is one host only');
  const [own = '', other = ''] = hands.map(({ host }) => host.plan.management);
  await near.host.exec(['sh', '-ec', HAND_MADE(own, other, '10.99.0.1')]);
  await far.host.exec(['sh', '-ec', HAND_MADE(other, own, '10.99.0.2')]);
  for (const end of [near, balancer]) await end.host.spawn(within(end, SINK));
  await eventually(() => throughput('hand-made', far, '10.99.0.1'), { withinMs: 30_000 });
  await eventually(() => throughput('vxlan', gateway, vipAddress), { withinMs: 30_000 });
  const rows = await inTurns(ROUNDS, [
    () => throughput('hand-made', far, '10.99.0.1'),
    () => throughput('vxlan network', gateway, vipAddress),
  ]);
  const [byHand, ours] = rows.map((row) => Number(row['Mbit/s']));
  report('vxlan', rows, { share: round((ours ?? 0) / (byHand ?? 1)) });
} finally {
  await lab.stop();
}
