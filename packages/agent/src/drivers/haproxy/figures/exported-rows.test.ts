import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { EXPORTED_LEVELS, EXPORTED_METRICS, type ExportedLevel } from '../../exported-metrics.ts';
import { exportedRows } from './exported-rows.ts';
import { parseStat } from './stat-table.ts';

/** Mean times and times of being down change between two looks. */
const CHANGING = /_seconds(?:_total)?$/;

const configOf = (socket: string, port: number): string => `
global
  stats socket ${socket} level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend web
  bind 127.0.0.1:${port}
  http-request use-service prometheus-exporter if { path /metrics }
  default_backend pool
backend pool
  server up 127.0.0.1:${port} weight 3
  server checked 127.0.0.1:1 check inter 100ms fall 1
  server disabled 127.0.0.1:1 disabled
  server drained 127.0.0.1:1 weight 0
`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe("the metrics of balancers and HAProxy's own exporter", function () {
  this.timeout(20_000);
  let directory: string;
  let haproxy: ChildProcess;
  let url: string;
  let socket: string;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lb-exported-'));
    socket = join(directory, 'sock');
    const port = await freePort();
    const file = join(directory, 'haproxy.cfg');
    writeFileSync(file, configOf(socket, port));
    haproxy = spawn('/usr/sbin/haproxy', ['-db', '-f', file], { stdio: 'ignore' });
    url = `http://127.0.0.1:${port}`;
    await eventually(
      async () => expect(await exporter()).to.match(/server_status\{.*server="checked",state="DOWN"\} 1/),
      {
        withinMs: 10_000,
      },
    );
    for (const path of ['/metrics?1', '/metrics?2']) await fetch(url + path);
  });
  after(async () => {
    haproxy.kill('SIGKILL');
    await once(haproxy, 'close');
    rmSync(directory, { recursive: true, force: true });
  });

  const exporter = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
  async function rows() {
    const client = connect(socket);
    client.end('show stat -1 7 -1\n');
    return exportedRows(parseStat(await text(client)));
  }

  it('have the same names and types', async () => {
    const shown = await exporter();
    for (const { name, type } of EXPORTED_LEVELS.flatMap((level) => [...EXPORTED_METRICS[level]]))
      expect(shown).to.contain(`# TYPE ${name} ${type}\n`);
  });

  it('have the same values in the same units', async () => {
    // Each request to the exporter counts: what it does not change is compared.
    const [shown, found] = [await exporter(), await rows()];
    expect(found.map(({ level }) => level).sort()).to.deep.equal([
      'backend',
      'frontend',
      ...Array<ExportedLevel>(4).fill('server'),
    ]);
    for (const { level, proxy, server, values } of found.filter((row) => row.level !== 'frontend')) {
      const labels = server === undefined ? `proxy="${proxy}"` : `proxy="${proxy}",server="${server}"`;
      EXPORTED_METRICS[level].forEach(({ name, states, code }, place) => {
        if (CHANGING.test(name)) return;
        const value = values[place] ?? Number.NaN;
        const suffix = code === undefined ? '' : `,code="${code}"`;
        if (states === undefined) expect(shown).to.contain(`${name}{${labels}${suffix}} ${value}\n`);
        else expect(shown).to.contain(`${name}{${labels},state="${states[value]}"} 1\n`);
      });
    }
  });

  it('have no rows of sections that serve checks, and NaN for what a protocol lacks', () => {
    const header = '# pxname,svname,type,status,scur,req_tot,qtime';
    const found = exportedRows(
      parseStat(`${header}\na.checks,BACKEND,1,UP,1,,\na,BACKEND,1,UP,1,,1500\nb,s,2,UP 1/3,0,,\n`),
    );
    expect(found.map(({ proxy }) => proxy)).to.deep.equal(['a', 'b']);
    const valueOf = (name: string): number | undefined =>
      found[0]?.values[EXPORTED_METRICS.backend.findIndex((metric) => metric.name === name)];
    expect(valueOf('haproxy_backend_http_requests_total')).to.deep.equal(Number.NaN);
    expect(valueOf('haproxy_backend_queue_time_average_seconds')).to.equal(1.5);
    expect(found[1]?.values[0]).to.equal(1);
  });
});
