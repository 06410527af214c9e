import { parseArgs } from 'node:util';
import { type Traffic, type LoadResult, Lab, startLoad } from '@lbaas/lab';
import { call } from '../../e2e/support/balancer.ts';
import { Changes } from './changes.ts';
import { StickyClient } from './sticky-client.ts';

/** An old process must outlive the run: TCP connections have no end of their own. */
const HARD_STOP_S = 7_200;
const CHECK_EVERY = 50;

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '1000' },
    reloads: { type: 'string', default: '100' },
  },
});
const changes = Number(values.changes);
const reloads = Number(values.reloads);

const lab = await Lab.start({
  agents: 1,
  webs: 2,
  networks: 'routed',
  example: true,
  agentEnv: { LBAAS_HAPROXY_HARD_STOP_AFTER: String(HARD_STOP_S) },
});

/** A balancer of TCP beside the example, with a floating IP of its own. */
async function tcpBalancer(): Promise<{ pool: string; vip: string; address: string }> {
  const { networks, subnets, members } = lab.example as Required<NonNullable<typeof lab.example>>;
  const pool = { name: 'tcp', protocol: 'TCP', lb_method: 'ROUND_ROBIN', subnet_id: subnets.lb };
  const { id } = await call(lab, 'POST', '/v2.0/lb/pools', { pool });
  for (const member of members) {
    const { address } = await call(lab, 'GET', `/v2.0/lb/members/${member}`);
    await call(lab, 'POST', '/v2.0/lb/members', { member: { pool_id: id, address, protocol_port: 8080 } });
  }
  const vip = { name: 'tcp', pool_id: id, subnet_id: subnets.lb, protocol: 'TCP', protocol_port: 8080 };
  const made = await call(lab, 'POST', '/v2.0/lb/vips', { vip });
  const floatingip = { floating_network_id: networks.office, port_id: made['port_id'] };
  const leads = await call(lab, 'POST', '/v2.0/floatingips', { floatingip });
  return { pool: id, vip: made.id, address: String(leads['floating_ip_address']) };
}

/** Keep-alive and short connections, HTTP and TCP, through floating IPs and, from a member host, through the VIP. */
async function startLoads(tcpAddress: string): Promise<Map<string, Traffic<LoadResult>>> {
  const { address, vipAddress, port } = lab.example as Required<NonNullable<typeof lab.example>>;
  const inside: Pick<Lab, 'spawn'> = { spawn: (_, argv, options) => lab.spawn('web-1', argv, options) };
  const loads = new Map<string, Traffic<LoadResult>>();
  for (const keepAlive of [true, false]) {
    const how = keepAlive ? 'keep-alive' : 'short';
    const options = { keepAlive, pauseMs: 10 };
    const http = `http://${address}:${port}/`;
    loads.set(`HTTP, floating IP, ${how}`, await startLoad(lab, http, 2, options));
    loads.set(`HTTP, VIP, ${how}`, await startLoad(inside, `http://${vipAddress}:${port}/`, 2, options));
    loads.set(`TCP, floating IP, ${how}`, await startLoad(lab, `http://${tcpAddress}:8080/`, 2, options));
  }
  return loads;
}

try {
  const example = lab.example as Required<NonNullable<typeof lab.example>>;
  const tcp = await tcpBalancer();
  const http = new Changes(lab, example);
  const plain = new Changes(lab, { pool: tcp.pool, vip: tcp.vip, members: await memberIds(tcp.pool) });
  await http.settled();
  await plain.settled();
  const client = await StickyClient.start(lab, `http://${example.address}:${example.port}/`);
  const loads = await startLoads(tcp.address);
  const begin = performance.now();
  const total = changes + reloads;
  let reloaded = 0;
  for (let n = 0; n < total; n += 1) {
    const isReload = Math.floor(((n + 1) * reloads) / total) > reloaded;
    const on = (isReload ? reloaded : n) % 2 === 0 ? http : plain;
    if (isReload) reloaded += 1;
    await (isReload ? on.reload(n) : on.member(n));
    if (n % CHECK_EVERY === CHECK_EVERY - 1) {
      await client.check();
      await http.check();
      await plain.check();
    }
  }
  const seconds = (performance.now() - begin) / 1000;
  const rows = [];
  for (const [what, load] of loads) {
    const { requests, failed, slowestMs, reasons } = await load.stop();
    rows.push({ what, requests, failed, slowestMs, reasons: JSON.stringify(reasons) });
  }
  console.table(rows);
  const facts = { changes, reloads, seconds: Math.round(seconds), sticky: client.checks };
  console.log(JSON.stringify({ ...facts, http: await http.figures(), tcp: await plain.figures(), rows }));
  if (rows.some(({ failed, requests }) => failed > 0 || requests === 0)) process.exitCode = 1;
} finally {
  await lab.stop();
}

async function memberIds(pool: string): Promise<string[]> {
  const { members } = await call(lab, 'GET', `/v2.0/lb/pools/${pool}`);
  return members as string[];
}
