import { eventually } from '@lbaas/common/runtime';
import { type ApiAnswer, requestApi } from '../api/api-client.ts';
import type { HostProcess } from '../hosts/host-process.ts';
import type { LabHost } from '../hosts/lab-host.ts';
import { openApiSocket } from './api-socket.ts';
import { LabService } from './lab-service.ts';
import { program, programEnvironment } from './program.ts';
import { UNLIMITED_QUOTAS } from './unlimited-quotas.ts';

export interface LabServerOptions {
  readonly name: string;
  readonly logFile: string;
  readonly host: LabHost;
  /** 0 picks a free port at the first start and keeps it. */
  readonly apiPort: number;
  readonly env: NodeJS.ProcessEnv;
  /** Command line of another version. */
  readonly program?: readonly string[] | undefined;
}

const READY_DEADLINE_MS = 60_000;
/** File descriptors 0 to 2 are the standard ones. */
const API_DESCRIPTOR = 3;

/** A server on the control host; its API is on the machine's own 127.0.0.1. */
export class LabServer extends LabService {
  readonly #host: LabHost;
  readonly #env: NodeJS.ProcessEnv;
  #port: number;

  constructor(options: LabServerOptions) {
    super(options.name, options.logFile);
    this.#host = options.host;
    this.#env = options.env;
    this.#port = options.apiPort;
    this.program = options.program;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** One request; `path` begins with `/v2.0`. A body is sent as JSON, a string as it is. */
  api(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    return requestApi(this.url, { method, path, body, headers });
  }

  protected override async launch(log: number, changes: NodeJS.ProcessEnv): Promise<HostProcess> {
    const socket = await openApiSocket(this.#port);
    this.#port = socket.port;
    const own = { ...this.#env, ...changes, LBAAS_API_FD: String(API_DESCRIPTOR) };
    const settings = { ...UNLIMITED_QUOTAS, ...own };
    try {
      return await this.#host.spawn(this.program ?? program('server/dist/main.js'), {
        stdio: ['ignore', log, log, socket.descriptor],
        env: programEnvironment(settings),
      });
    } finally {
      socket.close();
    }
  }

  protected override async whenReady(process: HostProcess): Promise<void> {
    const answered = await eventually(
      async () => {
        if (!process.running) return false;
        const { body } = await requestApi(this.url, { method: 'GET', path: '/readyz' });
        if (!isServing(body)) throw new Error(`GET /readyz answers ${JSON.stringify(body)}`);
        return true;
      },
      { withinMs: READY_DEADLINE_MS },
    );
    if (!answered) throw new Error(`the process ended with ${await process.ended}`);
  }
}

/** Everything except the broker, which may be down: the server serves its API without one. */
function isServing(readiness: unknown): boolean {
  const { api, database } = readiness as { readonly api?: string; readonly database?: string };
  return api === 'ok' && database === 'ok';
}
