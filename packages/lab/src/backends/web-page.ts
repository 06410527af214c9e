import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Behaviour, applyBehaviour } from './behaviour.ts';

/**
 * Every path answers the name of the back end, with X-Served-By and the X-Forwarded-For of the request.
 * - `/app-cookie` sets a JSESSIONID
 * - `/manager/html` wants HTTP Basic authentication (tomcat, tomcat) and sets a JSESSIONID, as Tomcat's manager does
 * - `/bytes/N` answers N bytes
 * - `/slow/MS` answers after MS milliseconds
 * - `/_control?status=503&delayMs=100` changes the behaviour and answers it
 */
export function webPage(name: string, behaviour: Behaviour): RequestListener {
  let sessions = 0;
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://backend');
    if (url.pathname === '/_control') return control(behaviour, url, response);
    response.setHeader('X-Served-By', name);
    echoForwardedFor(request, response);
    if (url.pathname === MANAGER && request.headers.authorization !== ALLOWED) return refuse(response);
    if (url.pathname === '/app-cookie' || url.pathname === MANAGER) {
      response.setHeader('Set-Cookie', `JSESSIONID=${name}-${(sessions += 1)}; Path=/`);
    }
    void answer(behaviour, response, url.pathname, name);
    request.resume();
  };
}

const MANAGER = '/manager/html';
const ALLOWED = `Basic ${Buffer.from('tomcat:tomcat').toString('base64')}`;

function refuse(response: ServerResponse): void {
  response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="Tomcat Manager Application"' }).end();
}

function control(behaviour: Behaviour, url: URL, response: ServerResponse): void {
  applyBehaviour(behaviour, url.searchParams);
  response.setHeader('Content-Type', 'application/json').end(`${JSON.stringify(behaviour)}\n`);
}

function echoForwardedFor(request: IncomingMessage, response: ServerResponse): void {
  const forwardedFor = request.headers['x-forwarded-for'];
  if (forwardedFor !== undefined) response.setHeader('X-Forwarded-For', forwardedFor);
}

async function answer(
  behaviour: Behaviour,
  response: ServerResponse,
  path: string,
  name: string,
): Promise<void> {
  const delayMs = behaviour.delayMs + Number(/^\/slow\/(\d{1,5})$/.exec(path)?.[1] ?? 0);
  if (delayMs > 0) await sleep(delayMs);
  response.writeHead(behaviour.status, { 'Content-Type': 'text/plain' }).end(contentOf(path, name));
}

function contentOf(path: string, name: string): string {
  const bytes = /^\/bytes\/(\d{1,8})$/.exec(path)?.[1];
  return bytes === undefined ? `${name}\n` : 'x'.repeat(Number(bytes));
}
