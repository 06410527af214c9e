/** Runs inside a test namespace and does there what the IPC channel asks: back ends and clients. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  Agent,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
  request,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type Server as TcpServer, connect, createServer as createTcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  BackendSpec,
  LoadResult,
  SeenRequest,
  WebAnswer,
  WebRequest,
  WorkerCall,
} from './worker-calls.ts';

const specs = new Map<number, BackendSpec>();
const seen = new Map<number, SeenRequest>();
const servers = new Map<number, Server | TcpServer>();

/** Of requests and answers; Node.js itself takes 16 KiB. */
const MAX_HEADER = 1_048_576;
/** As many as the kernel allows: one back end may stand for a thousand members that are checked at once. */
const BACKLOG = 4096;

async function listen(spec: BackendSpec): Promise<void> {
  const known = servers.has(spec.port);
  specs.set(spec.port, spec);
  if (known) return;
  const server = createBackend(spec);
  servers.set(spec.port, server);
  await new Promise<void>((resolve) => server.listen(spec.port, spec.host ?? '::', BACKLOG, resolve));
}

function createBackend({ kind, port, tls }: BackendSpec): Server | TcpServer {
  if (kind === 'tcp')
    return createTcpServer((socket) => socket.on('error', () => undefined).end(`tcp ${port}\n`));
  if (kind === 'echo') return createTcpServer((socket) => socket.on('error', () => undefined).pipe(socket));
  const answer = webAnswer(port);
  return kind === 'https'
    ? createTlsServer({ ...tls }, answer)
    : createServer({ keepAliveTimeout: 60_000, maxHeaderSize: MAX_HEADER }, answer).on('upgrade', upgrade);
}

/** Repeats what comes over a WebSocket, without looking at its frames. */
function upgrade({ headers }: IncomingMessage, socket: Duplex): void {
  const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  const lines = ['101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: websocket'];
  socket.write(`HTTP/1.1 ${lines.join('\r\n')}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  socket.on('error', () => undefined).pipe(socket);
}

/** Answers to /held, which end when /release is asked for. */
const held: ServerResponse[] = [];

const webAnswer =
  (port: number): Parameters<typeof createServer>[1] =>
  (incoming, outgoing) => {
    const { status = 200, cookie } = specs.get(port) ?? {};
    const { method, url, httpVersion: version } = incoming;
    seen.set(port, { method, url, host: incoming.headers.host, version });
    const headers = { ...incoming.headers, url: incoming.url, method: incoming.method, port };
    outgoing.statusCode = status;
    outgoing.setHeader('x-backend', String(port));
    if (url === '/release') for (const answer of held.splice(0)) answer.end(', done');
    if (cookie !== undefined) outgoing.setHeader('set-cookie', cookie);
    if (url === '/held') {
      outgoing.write('begun');
      held.push(outgoing);
      return;
    }
    outgoing.end(incoming.method === 'HEAD' ? undefined : JSON.stringify(headers));
  };

async function unlisten(port: number): Promise<void> {
  const server = servers.get(port);
  servers.delete(port);
  if (server === undefined) return;
  const closed = new Promise((resolve) => server.close(resolve));
  if ('closeAllConnections' in server) server.closeAllConnections();
  await closed;
}

function web(asked: WebRequest, agent?: Agent): Promise<WebAnswer> {
  const { host, port, path = '/', headers = {}, localAddress } = asked;
  const options = {
    host,
    port,
    path,
    headers,
    timeout: 5_000,
    maxHeaderSize: MAX_HEADER,
    ...(localAddress === undefined ? {} : { localAddress }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { ...options, ...(agent === undefined ? { agent: false } : { agent }) },
      (incoming) => {
        void collect(incoming).then(resolve, reject);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('timeout')));
    outgoing.on('error', reject);
    outgoing.end();
  });
}

async function collect(incoming: IncomingMessage): Promise<WebAnswer> {
  let body = '';
  for await (const chunk of incoming) body += String(chunk);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body };
}

/** What a TCP connection says until it ends; rejects when it is refused. */
function tcp(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, host);
    socket.setTimeout(3_000, () => socket.destroy(new Error('timeout')));
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
}

const echoes = new Map<string, ReturnType<typeof connect>>();

/**
 * Sends a line on a connection that stays open under its name, and returns what comes back.
 * @throws Error when the connection has ended
 */
async function echo(name: string, host: string, port: number, text: string): Promise<string> {
  const socket = echoes.get(name) ?? connect(port, host);
  echoes.set(name, socket);
  if (socket.destroyed) throw new Error('closed');
  const answered = new AbortController();
  const ended = once(socket, 'close', { signal: answered.signal }).then(() => {
    throw new Error('closed');
  });
  socket.write(text);
  try {
    const [chunk]: unknown[] = await Promise.race([once(socket, 'data', { signal: answered.signal }), ended]);
    return String(chunk);
  } finally {
    answered.abort();
  }
}

let loading: { stop: boolean; done: Promise<LoadResult> } | undefined;

/** Between two requests of a client: without it the load takes the processor from what is under test. */
const PAUSE_MS = 2;

function startLoad(target: WebRequest, concurrency: number, keepAlive: boolean): void {
  const state = { stop: false };
  const result = { requests: 0, failures: [] as string[] };
  const agent = keepAlive ? new Agent({ keepAlive }) : undefined;
  const client = async (): Promise<void> => {
    while (!state.stop) {
      const outcome = await web(target, agent).then(
        (answer) => (answer.status === 200 ? undefined : `status ${answer.status}`),
        (error: unknown) => String(error),
      );
      result.requests += 1;
      if (outcome !== undefined) result.failures.push(outcome);
      await sleep(PAUSE_MS);
    }
  };
  const done = Promise.all(Array.from({ length: concurrency }, client)).then(() => {
    agent?.destroy();
    return result;
  });
  loading = Object.assign(state, { done });
}

async function stopLoad(): Promise<LoadResult> {
  if (loading === undefined) throw new Error('no load');
  loading.stop = true;
  return loading.done;
}

async function perform(call: WorkerCall): Promise<unknown> {
  switch (call.do) {
    case 'listen':
      return listen(call.spec);
    case 'unlisten':
      return unlisten(call.port);
    case 'lastRequest':
      return seen.get(call.port);
    case 'web':
      return web(call.request);
    case 'tcp':
      return tcp(call.host, call.port);
    case 'echo':
      return echo(call.name, call.host, call.port, call.text);
    case 'hangUp':
      echoes.get(call.name)?.destroy();
      echoes.delete(call.name);
      return undefined;
    case 'startLoad':
      return startLoad(call.request, call.concurrency, call.keepAlive);
    case 'stopLoad':
      return stopLoad();
  }
}

process.on('message', ({ number, call }: { number: number; call: WorkerCall }) => {
  perform(call).then(
    (value) => process.send?.({ number, value }),
    (error: unknown) => process.send?.({ number, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
