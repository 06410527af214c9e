import { request } from 'node:http';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import type { Behaviour } from '../backends/behaviour.ts';
import { HOST_DIRECTORY } from '../hosts/host-init.ts';
import type { HostProcess } from '../hosts/host-process.ts';
import type { LabHost } from '../hosts/lab-host.ts';
import { LabService } from './lab-service.ts';
import { program } from './program.ts';

const READY_DEADLINE_MS = 30_000;
const CONTROL_SOCKET = 'control.sock';

/** A web back end on a member host: HTTP on 8080, HTTPS on 8443, a TCP echo on 9000. */
export class LabWeb extends LabService {
  readonly host: LabHost;

  constructor(host: LabHost, logFile: string) {
    super(host.name, logFile);
    this.host = host;
  }

  /** Changes how it answers from now on; see Behaviour. @returns the behaviour in effect */
  control(change: Partial<Behaviour>): Promise<Behaviour> {
    const values = Object.entries(change).map(([name, value]): [string, string] => [name, `${value}`]);
    const query = new URLSearchParams(values).toString();
    const socketPath = join(this.host.directory, CONTROL_SOCKET);
    return new Promise((resolve, reject) => {
      const options = { socketPath, path: `/_control?${query}`, method: 'PUT', agent: false, timeout: 5000 };
      const call = request(options, (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(JSON.parse(text) as Behaviour));
      });
      call.on('timeout', () => call.destroy(new Error(`${this.name} does not answer`)));
      call.on('error', reject);
      call.end();
    });
  }

  protected override launch(log: number): Promise<HostProcess> {
    const argv = [...program('lab/dist/backends/main.js'), this.name, HOST_DIRECTORY];
    return this.host.spawn(argv, { stdio: ['ignore', log, log] });
  }

  protected override async whenReady(process: HostProcess): Promise<void> {
    const answered = await eventually(async () => process.running && (await this.control({})) !== undefined, {
      withinMs: READY_DEADLINE_MS,
    });
    if (!answered) throw new Error(`the process ended with ${await process.ended}`);
  }
}
