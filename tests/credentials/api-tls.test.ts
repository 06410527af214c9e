import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { type LifecycleStack, createLogger, eventually, loadConfig } from '@lbaas/common/runtime';
import { Authority, type IssuedCertificate } from '@lbaas/lab';
import { ServerConfigSchema } from '@lbaas/server/config';
import { API_SERVER, SERVER, createContainer, migratedDatabase } from '@lbaas/server/testing';
import { expect } from 'chai';

interface Answer {
  readonly status: number | undefined;
  /** Serial number of the certificate that the server has shown. */
  readonly serial: string;
  /** Of this end of the connection. */
  readonly port: number | undefined;
}

describe('an API with a certificate', function () {
  this.timeout(60_000);
  const directory = mkdtempSync(join(tmpdir(), 'lbaas-api-tls-'));
  const [cert, key] = [join(directory, 'api.crt'), join(directory, 'api.key')];
  const messages: string[] = [];
  let authority: Authority;
  let server: LifecycleStack;
  let port: number;
  let reload: () => void;

  before(async () => {
    authority = new Authority(join(directory, 'authority'));
    install(fresh());
    const env = {
      LBAAS_DATABASE_URL: await migratedDatabase(),
      LBAAS_AMQP_URL: 'amqp://guest@127.0.0.1:1/',
      LBAAS_API_PORT: '0',
      LBAAS_API_TLS_CERT_FILE: cert,
      LBAAS_API_TLS_KEY_FILE: key,
    };
    const write = (line: string): void => void messages.push((JSON.parse(line) as { msg: string }).msg);
    const logger = createLogger({ name: 'server', level: 'info', destination: { write } });
    const container = createContainer(loadConfig(ServerConfigSchema, { env }), logger);
    server = container.get(SERVER);
    await server.start();
    port = container.get(API_SERVER).port ?? 0;
    // What main does; a handler of this process's own would be called, too.
    reload = () => container.get(API_SERVER).reload();
  });
  after(async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const fresh = (): IssuedCertificate => authority.issue({ name: 'api.example', addresses: ['127.0.0.1'] });
  function install(issued: IssuedCertificate): void {
    copyFileSync(issued.cert, cert);
    copyFileSync(issued.key, key);
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
    reload();
    const kept = await get(agent);
    expect(kept).to.deep.equal({ status: 200, serial: before.serial, port: before.port });
    const anew = await get(false);
    expect(anew.status).to.equal(200);
    expect(anew.serial).to.not.equal(before.serial);
    agent.destroy();
  });

  it('keeps the old one when the new one is of no use', async () => {
    const { serial } = await get(false);
    writeFileSync(cert, 'no certificate');
    reload();
    expect(messages).to.include('the API keeps its certificate: the new one is of no use');
    expect(await get(false)).to.include({ status: 200, serial });
    install(fresh());
    reload();
    await eventually(async () => expect((await get(false)).serial).to.not.equal(serial), { withinMs: 5000 });
  });

  it('does not speak without TLS', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/v2.0/lb/pools`).catch((error: unknown) => error);
    expect(answer).to.be.instanceOf(TypeError);
  });
});
