import { join } from 'node:path';
import { expect } from 'chai';
import type { HostProcess } from '../hosts/host-process.ts';
import type { LabHost } from '../hosts/lab-host.ts';
import { type MachineFixture, startMachine } from '../testing/machine-fixture.ts';
import { LabService } from './lab-service.ts';

class Script extends LabService {
  readonly #host: LabHost;
  readonly #script: string;

  constructor(host: LabHost, logFile: string, script: string) {
    super('script', logFile);
    this.#host = host;
    this.#script = script;
  }

  protected override launch(log: number): Promise<HostProcess> {
    return this.#host.spawn(['sh', '-c', this.#script], { stdio: ['ignore', log, log] });
  }

  protected override async whenReady(process: HostProcess): Promise<void> {
    if (this.#script.startsWith('exec')) return;
    throw new Error(`the process ended with ${await process.ended}`);
  }
}

describe('LabService', () => {
  let fixture: MachineFixture;
  const script = (text: string): Script =>
    new Script(fixture.machine.host('client'), join(fixture.run.logs, 'script.log'), text);

  before(async () => {
    fixture = await startMachine({ agents: 0, webs: 0 });
  });
  after(() => fixture.janitor.finish());

  it('says why a program does not start, with its log', async () => {
    const error = await script('echo no luck; exit 3')
      .start()
      .then(
        () => undefined,
        (cause: Error) => cause,
      );
    expect(error?.message).to.equal('script did not start: the process ended with 3\nno luck');
  });

  it('has the pid that the process has on the machine, while it runs', async () => {
    const service = script('exec sleep 1000');
    await service.start();
    await service.start();
    expect(() => process.kill(service.pid ?? 0, 0)).to.not.throw();
    await service.stop();
    await service.stop();
    expect(service.running).to.equal(false);
    expect(service.pid).to.equal(undefined);
  });
});
