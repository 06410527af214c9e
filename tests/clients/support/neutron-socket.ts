import { rmSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { clientEnvironment } from './client-environment.ts';
import { ForkServer } from './fork-server.ts';
import { DEPRECATION } from './neutron.ts';

/**
 * The neutron command for a shell, as a function: the client's imports take two seconds of CPU, which the fork server
 * spends once for all commands.
 */
export class NeutronSocket {
  /** For the shell. Fails, and prints why, if the client fails or warns of anything but its age. */
  readonly shellFunction: string;
  readonly #client: ForkServer;
  readonly #server: Server;
  readonly #path = join(tmpdir(), `neutron-${process.pid}.sock`);

  constructor(apiUrl: string) {
    this.#client = new ForkServer(clientEnvironment({ OS_AUTH_TYPE: 'none', OS_ENDPOINT: apiUrl }));
    this.#server = createServer((request, response) => {
      void text(request).then(async (body) => {
        const { failed, printed } = await this.#run(body.split('\0').slice(0, -1));
        response.writeHead(failed ? 500 : 200).end(printed);
      });
    });
    const curl = `curl -s --fail-with-body --unix-socket ${this.#path} --data-binary @- http://neutron/`;
    this.shellFunction = `neutron() { printf '%s\\0' "$OS_AUTH_TYPE" "$OS_ENDPOINT" "$@" | ${curl}; }`;
  }

  async start(): Promise<void> {
    this.#server.listen(this.#path);
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#client.stop();
    rmSync(this.#path, { force: true });
  }

  async #run([type = '', endpoint = '', ...argv]: readonly string[]) {
    const env = clientEnvironment({ OS_AUTH_TYPE: type, OS_ENDPOINT: endpoint });
    const { code, stdout, stderr } = await this.#client.run(argv, env);
    const failed = code !== 0 || stderr !== `${DEPRECATION}\n`;
    return { failed, printed: failed ? stdout + stderr : stdout };
  }
}
