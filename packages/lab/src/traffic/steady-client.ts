import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked, SteadyPlan } from './steady-plan.ts';

const TIMEOUT_MS = 5000;
const LINES_PER_CONNECTION = 5;
/** The peer closed a kept connection while it was idle: a client's race, safe to repeat (RFC 9112, 9.3.1). */
class StaleConnection extends Error {}

/** Asks until the process ends; `onAsked` is called after each question. */
export async function askSteadily(plan: SteadyPlan, onAsked: (asked: Asked) => void): Promise<never> {
  const ask = plan.kind === 'tcp' ? lineClient(plan) : httpClient(plan);
  for (;;) {
    const from = Date.now();
    try {
      await ask();
      onAsked({ from, to: Date.now() });
    } catch (error) {
      if (error instanceof StaleConnection) continue;
      onAsked({ from, to: Date.now(), failure: codeOf(error) });
    }
    await sleep(plan.pauseMs);
  }
}

function httpClient({ host, port, kind }: SteadyPlan): () => Promise<void> {
  const agent = new Agent({ keepAlive: kind === 'keep-alive', maxSockets: 1 });
  return () =>
    new Promise((resolve, reject) => {
      const call = request({ host, port, agent, timeout: TIMEOUT_MS }, (response) => {
        response.resume();
        const { statusCode } = response;
        response.on('end', () =>
          statusCode === 200 ? resolve() : reject(new Error(`status ${statusCode}`)),
        );
        response.on('error', reject);
      });
      call.on('timeout', () => call.destroy(new Error('timeout')));
      call.on('error', (error) => {
        const isStale = call.reusedSocket && codeOf(error) === 'ECONNRESET';
        reject(isStale ? new StaleConnection() : error);
      });
      call.end();
    });
}

/** The back end greets with a line, and echoes every line. */
function lineClient({ host, port }: SteadyPlan): () => Promise<void> {
  let socket: Socket | undefined;
  let lines = 0;
  return async () => {
    try {
      if (socket === undefined) {
        lines = 0;
        socket = connect({ host, port, noDelay: true });
        socket.setTimeout(TIMEOUT_MS, () => socket?.destroy(new Error('timeout')));
        await answer(socket);
      }
      if (socket.destroyed) throw socket.errored ?? new Error('the connection was ended');
      lines += 1;
      socket.write(`line ${lines}\n`);
      await answer(socket);
    } catch (error) {
      socket?.destroy();
      socket = undefined;
      throw error;
    }
    if (lines < LINES_PER_CONNECTION) return;
    socket.end();
    socket = undefined;
  };
}

async function answer(socket: Socket): Promise<void> {
  const ended = once(socket, 'end').then(() => Promise.reject(new Error('the connection was ended')));
  ended.catch(() => undefined);
  // once() rejects with the error of the socket.
  await Promise.race([once(socket, 'data'), ended]);
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error as Error).message;
