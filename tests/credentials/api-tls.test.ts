import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TLSSocket } from 'node:tls';
import { eventually, sleep } from '@lbaas/common/runtime';
import { bundled } from '@lbaas/common/testing';
import { Authority, type IssuedCertificate } from '@lbaas/lab';
import { migratedDatabase } from '@lbaas/server/testing';
import { expect } from 'chai';

interface Answer {
  readonly status: number | undefined;
  /** Serial number of the certificate that the server has shown. */
  readonly serial: string;
  /** Of this end of the connection. */
  readonly port: number | undefined;
}

interface LogLine {
  readonly msg: string;
  readonly address?: { readonly port: number };
}

const SOON = { withinMs: 30_000 };
const ANEW = 'the certificate of the API is read anew';

describe('an API with a certificate', function () {
  this.timeout(120_000);
  const directory = mkdtempSync(join(tmpdir(), 'lbaas-api-tls-'));
  const [cert, key] = [join(directory, 'api.crt'), join(directory, 'api.key')];
  const lines: LogLine[] = [];
  let authority: Authority;
  let server: ChildProcess;
  let port: number;

  before(async () => {
    authority = new Authority(join(directory, 'authority'));
    install(fresh());
    const env = {
      PATH: process.env['PATH'],
      LBAAS_DATABASE_URL: await migratedDatabase(),
      LBAAS_AMQP_URL: 'amqp://guest@127.0.0.1:1/',
      LBAAS_API_PORT: '0',
      LBAAS_API_TLS_CERT_FILE: cert,
      LBAAS_API_TLS_KEY_FILE: key,
    };
    const main = await bundled(new URL('../../packages/server/src/main.ts', import.meta.url));
    server = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    // The cast: it is a line of the server's log.
    createInterface({ input: server.stdout ?? process.stdin }).on('line', (line) =>
      lines.push(JSON.parse(line) as LogLine),
    );
    port = await eventually(() => {
      const listening = lines.find(({ msg }) => msg === 'the API listens')?.address?.port;
      if (listening === undefined) throw new Error('the API does not listen yet');
      return listening;
    }, SOON);
    await eventually(async () => expect((await get(false)).status).to.equal(200), SOON);
  });
  after(async () => {
    server.kill('SIGKILL');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'close');
    rmSync(directory, { recursive: true, force: true });
  });

  const fresh = (): IssuedCertificate => authority.issue({ name: 'api.example', addresses: ['127.0.0.1'] });
  function install(issued: IssuedCertificate): void {
    copyFileSync(issued.cert, cert);
    copyFileSync(issued.key, key);
  }
  const times = (text: string): number => lines.filter(({ msg }) => msg === text).length;
  /** Sends the signal. @param text what the server says then */
  async function reload(text: string): Promise<void> {
    const before = times(text);
    server.kill('SIGHUP');
    await eventually(() => expect(times(text)).to.equal(before + 1), SOON);
  }

  function get(agent: Agent | false, path = '/v2.0/lb/pools'): Promise<Answer> {
    const ca = readFileSync(authority.ca);
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, agent, ca }, (response) => {
        const socket = response.socket as TLSSocket;
        const { serialNumber: serial } = socket.getPeerCertificate();
        const answer = { status: response.statusCode, serial, port: socket.localPort };
        response.resume().on('end', () => resolve(answer));
      })
        .on('error', reject)
        .end();
    });
  }

  it('shows the new one after SIGHUP, and open connections go on', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: readFileSync(authority.ca) });
    const before = await get(agent);
    expect(before.status).to.equal(200);
    install(fresh());
    await reload(ANEW);
    const kept = await get(agent);
    expect(kept).to.deep.equal({ status: 200, serial: before.serial, port: before.port });
    const anew = await get(false);
    expect(anew.status).to.equal(200);
    expect(anew.serial).to.not.equal(before.serial);
    agent.destroy();
  });

  it('fails no call of many clients while certificates come one after the other', async () => {
    const { pid } = server;
    const agent = new Agent({ keepAlive: true, maxSockets: 4, ca: readFileSync(authority.ca) });
    const over = new AbortController();
    const seen: Answer[] = [];
    const clients = [agent, agent, agent, false as const, false as const].map(async (connections) => {
      while (!over.signal.aborted) seen.push(await get(connections));
    });
    for (let round = 0; round < 5; round += 1) {
      install(fresh());
      await reload(ANEW);
      const { length } = seen;
      await eventually(() => expect(seen.length).to.be.above(length + 5), SOON);
      await sleep(20);
    }
    over.abort();
    await Promise.all(clients);
    agent.destroy();
    expect(new Set(seen.map(({ status }) => status))).to.deep.equal(new Set([200]));
    expect(new Set(seen.map(({ serial }) => serial)).size).to.be.above(4);
    expect([server.pid, server.exitCode]).to.deep.equal([pid, null]);
  });

  it('keeps the old one when the new one is of no use', async () => {
    const { serial } = await get(false);
    writeFileSync(cert, 'no certificate');
    await reload('the API keeps its certificate: the new one is of no use');
    expect(await get(false)).to.include({ status: 200, serial });
    install(fresh());
    await reload(ANEW);
    expect((await get(false)).serial).to.not.equal(serial);
  });

  it('does not speak without TLS', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/v2.0/lb/pools`).catch((error: unknown) => error);
    expect(answer).to.be.instanceOf(TypeError);
  });
});
