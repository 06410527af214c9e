import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { eventually } from '@lbaas/common/runtime';
import { type Ended, run } from './run.ts';

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
/** On a loaded machine; when nothing is wrong the first two take a tenth of that. */
const DEADLINE_MS = 180_000;

/** A stack of docker-compose.yml under a project name of its own. */
export class Stack {
  readonly project: string;
  readonly apiPort: number;

  readonly #env: NodeJS.ProcessEnv;

  /** The inspectors of the profile "dev" are published on the next two ports. */
  constructor(project: string, apiPort: number) {
    this.project = project;
    this.apiPort = apiPort;
    this.#env = {
      LBAAS_API_PORT: String(apiPort),
      LBAAS_SERVER_INSPECT_PORT: String(apiPort + 1),
      LBAAS_AGENT_INSPECT_PORT: String(apiPort + 2),
    };
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.apiPort}`;
  }

  /** One `docker compose`, to its end, whatever that is. */
  try(...args: readonly string[]): Promise<Ended> {
    const argv = ['docker', 'compose', '--ansi', 'never', '--progress', 'quiet', '-p', this.project, ...args];
    return run(argv, { cwd: REPOSITORY, env: this.#env });
  }

  /** @returns standard output. @throws Error with what it said and the last words of each service */
  async compose(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.try(...args);
    if (code === 0) return stdout;
    const logs = await this.try('logs', '--no-color', '--tail', '5');
    throw new Error(
      `docker compose ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}\n${logs.stdout}`,
    );
  }

  /** Of both profiles. */
  async down(): Promise<void> {
    await this.compose('--profile', 'stack', '--profile', 'dev', 'down', '--volumes', '--timeout', '5');
  }

  /** A command in the container of a service, as `docker compose exec`, which takes three times the CPU. */
  tryIn(service: string, ...argv: readonly string[]): Promise<Ended> {
    return run(['docker', 'exec', `${this.project}-${service}-1`, ...argv], { env: {} });
  }

  /** @returns standard output. @throws Error with what it said */
  async in(service: string, ...argv: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.tryIn(service, ...argv);
    if (code === 0) return stdout;
    throw new Error(`${argv.join(' ')} in ${service} ended with ${code}: ${stderr}`);
  }

  /** What the office client gets; `[1-4]` in the URL makes four requests. */
  curl(...args: readonly string[]): Promise<string> {
    return this.in('client', 'curl', '-sS', '--fail', '--max-time', '5', ...args);
  }

  /**
   * An API call that must succeed. A server on an overloaded machine may ask to come again (503 with Retry-After); the
   * key makes a repeated create safe. @returns the object or list in the answer
   */
  async api<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    const content = body === undefined ? {} : { body: JSON.stringify(body), headers };
    const answer = await this.until(async () => {
      const signal = AbortSignal.timeout(60_000);
      const one = await fetch(`${this.apiUrl}/v2.0/${path}`, { method, signal, ...content });
      if (one.status === 503 && one.headers.has('retry-after')) throw new Error(await one.text());
      return one;
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answers ${answer.status}: ${text}`);
    // The cast: each answer is an object with one key, whose name depends on the path.
    return (text === '' ? undefined : Object.values(JSON.parse(text) as object)[0]) as T;
  }

  /** Repeats what must come true. */
  until<T>(fact: () => Promise<T> | T): Promise<T> {
    return eventually(fact, { withinMs: DEADLINE_MS, everyMs: 500 });
  }
}

/** Free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
