import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ProcessTable } from '../../../host/index.ts';
import { DeviceProcesses } from './device-processes.ts';
import { RuntimeSession, nobodyListens } from '../runtime/runtime-session.ts';
import { failure } from '../../../testing/failure.ts';
import { impersonate } from '../testing/hanging-process.ts';

/** The kernel needs milliseconds to take so much from a process that ends. */
const MUCH_MEMORY_MIB = 200;

describe('processes of a device', () => {
  let directory = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'lb-processes-'));
  });
  after(() => rmSync(directory, { recursive: true }));

  it('have closed their sockets when they are said to have ended', async () => {
    const pid = (await impersonate(directory, MUCH_MEMORY_MIB)) ?? Number.NaN;
    const processes = new DeviceProcesses({ directory, network: () => undefined }, new ProcessTable());
    expect(await processes.find()).deep.equal([pid]);
    await processes.end([pid]);
    const session = RuntimeSession.open({ directory, socket: 'sock' });
    expect(await failure(session.run(['show info']))).satisfy(nobodyListens);
    expect(processes.owns(pid)).equal(false);
  });
});
