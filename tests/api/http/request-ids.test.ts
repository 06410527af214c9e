import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { ApiGate, createApp, neutronDialect, NoAuthenticator } from '@lbaas/server/testing';
import { createConnectionPool, UnitOfWork } from '@lbaas/server/persistence';
import type { App } from '../support/lbaas-v1-client.ts';
import { newPool } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const ID = /^req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const GLOBAL_ID = 'req-11111111-2222-3333-4444-555555555555';

type Line = Readonly<Record<string, unknown>>;

describe('request ids', () => {
  let port: number;
  const lines: Line[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'debug',
    destination: { write: (line: string) => void lines.push(JSON.parse(line) as Line) },
  });
  const api = useLbaasApi({ logger });

  before(async () => {
    port = Number(new URL(await api.app.listen({ host: '127.0.0.1', port: 0 })).port);
  });

  const linesOf = (id: string): readonly Line[] => lines.filter((line) => line['request_id'] === id);

  /** The server's answer to these bytes, up to the end of the connection. */
  async function raw(request: string): Promise<{ readonly status: number; readonly id: string }> {
    const socket = connect(port, '127.0.0.1');
    socket.write(request);
    const answer = await text(socket);
    return {
      status: Number(answer.split(' ')[1]),
      id: /^x-openstack-request-id: (.*)\r$/im.exec(answer)?.[1] ?? '',
    };
  }

  const http = (line: string, headers: readonly string[] = [], body = '') =>
    raw([`${line} HTTP/1.1`, 'Host: lbaas', 'Connection: close', ...headers, '', body].join('\r\n'));

  const requests = {
    200: () => http('GET /v2.0/lb/pools'),
    '200 of what is open to everybody': () => http('GET /'),
    '400 of a body that is no JSON': () => http('POST /v2.0/lb/pools', ['Content-Length: 1'], '{'),
    '400 of what is no HTTP': () => raw('nonsense\r\n\r\n'),
    '404 of an object': () => http('GET /v2.0/lb/pools/x'),
    '404 of a route': () => http('GET /nowhere'),
    '404 of a malformed address': () => http('GET /v2.0/lb/pools/%zz'),
    '404 of a method': () => http('PATCH /v2.0/lb/pools'),
    '405 of a CONNECT': () => http('CONNECT example.org:443'),
    '413 of a large body': () => http('POST /v2.0/lb/pools', ['Content-Length: 9999999']),
    '431 of large headers': () => http('GET /v2.0/lb/pools', [`X-Large: ${'x'.repeat(100_000)}`]),
    '401 of a caller who cannot be': () => http('GET /v2.0/lb/pools', [`X-Project-Id: ${'x'.repeat(300)}`]),
  };

  for (const [what, send] of Object.entries(requests)) {
    it(`are on the ${what}, and in its line of the log`, async () => {
      const { status, id } = await send();
      expect(status).to.equal(Number(what.slice(0, 3)));
      expect(id).to.match(ID);
      await eventually(() => expect(linesOf(id).map((line) => line['status'])).to.deep.equal([status]), {
        withinMs: 5000,
      });
    });
  }

  /** The application without a server, for example with a database that is down. */
  async function withApp(url: string, work: (app: App, gate: ApiGate) => Promise<void>): Promise<void> {
    const pool = createConnectionPool({ url });
    const unitOfWork = new UnitOfWork({ pool });
    const dialects = [neutronDialect(api.parts)] as const;
    const app = createApp({ unitOfWork, authenticator: new NoAuthenticator(), dialects, logger });
    const gate = new ApiGate();
    gate.guard(app, ['/v2.0']);
    try {
      await work(app, gate);
    } finally {
      await app.close();
      await pool.end();
    }
  }

  it('are on the 503 of a server that starts, or has no database', async () => {
    await withApp('postgres://nobody@127.0.0.1:1/none', async (app, gate) => {
      for (const reason of ['starting', 'database']) {
        const { statusCode, headers, body } = await app.inject('/v2.0/lb/pools');
        expect(statusCode).to.equal(503);
        expect(body).to.include(reason);
        const id = String(headers['x-openstack-request-id']);
        expect(id).to.match(ID);
        expect(linesOf(id).map((line) => line['msg'])).to.include('request');
        gate.open();
      }
    });
  });

  it('have one line for a request, without its query', async () => {
    const { headers } = await api.app.inject({
      method: 'POST',
      url: '/v2.0/lb/pools.json?token=secret',
      headers: { 'x-project-id': 'one', 'x-roles': 'member' },
      payload: { pool: { protocol: 'TCP', lb_method: 'SOURCE_IP', subnet_id: api.subnetId } },
    });
    const found = linesOf(String(headers['x-openstack-request-id']));
    expect(found).to.have.length(1);
    expect(found[0]).to.include({
      level: 30,
      msg: 'request',
      method: 'POST',
      path: '/v2.0/lb/pools.json',
      status: 201,
      project: 'one',
    });
    expect(found[0]?.['ms']).to.be.a('number').that.is.greaterThan(0);
    expect(JSON.stringify(found)).to.not.include('secret');
  });

  it('tell of reads at debug, of refused ones at info, and of nothing that machines ask', async () => {
    const { id } = await newPool(api);
    const levelOf = async (url: string): Promise<unknown> => {
      const { headers } = await api.app.inject({ url, headers: { 'x-project-id': 'one' } });
      return linesOf(String(headers['x-openstack-request-id']))[0]?.['level'];
    };
    expect(await levelOf(`/v2.0/lb/pools/${id}`)).to.equal(20);
    expect(await levelOf('/v2.0/lb/pools/gone')).to.equal(30);
    expect(await levelOf('/healthz')).to.equal(undefined);
  });

  it("are the server's own; the caller's id is logged beside it, when it is one", async () => {
    for (const sent of [GLOBAL_ID, 'req-1', 'req-11111111-2222-3333-4444-555555555555\u00e9', 'x']) {
      const answer = await api.app.inject({
        url: '/v2.0/lb/pools',
        headers: { 'x-openstack-request-id': sent },
      });
      const id = String(answer.headers['x-openstack-request-id']);
      expect(id).to.match(ID).and.not.equal(sent);
      const expected = sent === GLOBAL_ID ? GLOBAL_ID : undefined;
      expect(linesOf(id)[0]?.['global_request_id']).to.equal(expected);
    }
  });
});
