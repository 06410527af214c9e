import { existsSync, readFileSync } from 'node:fs';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { HostProcess } from '../hosts/host-process.ts';
import { FREEZER } from '../hosts/freezer.ts';
import { servicesOf } from '../hosts/process-table.ts';
import { type MachineFixture, startMachine } from '../testing/machine-fixture.ts';
import { leftoversOf } from '../testing/leftovers.ts';
import type { LabMachine } from './lab-machine.ts';

const ping = (machine: LabMachine, from: string, to: string): Promise<number> =>
  machine
    .host(from)
    .exec(['ping', '-c', '1', '-W', '1', to])
    .then(({ code }) => code);

/** A switch takes a moment to notice that a cable is plugged in. */
const reaches = (machine: LabMachine, from: string, to: string): Promise<unknown> =>
  eventually(async () => expect(await ping(machine, from, to), `${from} to ${to}`).to.equal(0), {
    withinMs: 10_000,
  });

describe('LabMachine', () => {
  let fixture: MachineFixture;
  let machine: LabMachine;

  before(async () => {
    fixture = await startMachine();
    machine = fixture.machine;
  });
  after(() => fixture.janitor.finish());

  it('connects the hosts on both networks and in both address families', async () => {
    await reaches(machine, 'client', '10.0.0.11');
    await reaches(machine, 'client', 'fd00:10::11');
    await reaches(machine, 'agent-2', '10.255.0.1');
  });

  it('keeps the two networks apart', async () => {
    expect(await ping(machine, 'client', '10.255.0.1')).to.not.equal(0);
  });

  it('passes on input, output and exit code of a command', async () => {
    const script = 'read line; echo "got $line"; echo oops >&2; exit 7';
    const result = await machine.host('client').exec(['sh', '-c', script], { stdin: 'text\n' });
    expect(result).to.deep.equal({ code: 7, stdout: 'got text\n', stderr: 'oops\n' });
  });

  it('reports the signal that ended a command as a shell does', async () => {
    const { code } = await machine.host('client').exec(['sh', '-c', 'kill -TERM $$']);
    expect(code).to.equal(143);
  });

  it('kills a command at its deadline', async () => {
    const late = machine.host('client').exec(['sleep', '77'], { deadlineMs: 200 });
    const error = await late.then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error).to.have.property('name', 'DeadlineError');
    await eventually(async () => expect(await processes(machine)).to.not.include('sleep 77'), {
      withinMs: 10_000,
    });
  });

  it('gives every host processes, namespace names and a /run of its own', async () => {
    await machine.host('agent-1').exec(['ip', 'netns', 'add', 'qlbaas-same']);
    const second = await machine.host('agent-2').exec(['ip', 'netns', 'add', 'qlbaas-same']);
    expect(second.code).to.equal(0);
    expect(existsSync('/run/netns/qlbaas-same')).to.equal(false);
    expect((await machine.host('agent-1').exec(['hostname'])).stdout).to.equal('agent-1\n');
  });

  it('reaps what a dead process of a host leaves behind', async () => {
    const orphans = ['ps', '-o', 'stat=', '--ppid', '1'];
    await machine.host('client').exec(['sh', '-c', '(sleep 0.05 &) ; exit 0']);
    await eventually(
      async () => expect((await machine.host('client').exec(orphans)).stdout).to.not.include('Z'),
      { withinMs: 10_000 },
    );
  });

  it('tells what a host is there for', async () => {
    const client = machine.host('client');
    const service = await client.spawn(['sh', '-c', 'sleep 1000; exit']);
    await eventually(
      () => expect(servicesOf(client.init).map(({ pid }) => pid)).to.deep.equal([service.pid]),
      {
        withinMs: 10_000,
      },
    );
    await service.kill9();
  });

  /** With the one that waits for it, which is outside of the host. */
  async function stoppedAndContinued(): Promise<HostProcess> {
    const service = await machine.host('client').spawn(['sleep', '1000']);
    const { pid } = service;
    if (pid === undefined) throw new Error('it has ended');
    process.kill(pid, 'SIGSTOP');
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    const isStopped = /^State:\s+T/m;
    await eventually(() => expect(readFileSync(`/proc/${parent}/status`, 'utf8')).to.match(isStopped), {
      withinMs: 10_000,
    });
    process.kill(pid, 'SIGCONT');
    return service;
  }

  it('sees the end of a process that was stopped and continued from outside', async () => {
    const service = await stoppedAndContinued();
    await service.kill9();
    expect(service.running).to.equal(false);
  });

  it('reboots a host with a process that was stopped and continued from outside', async () => {
    const service = await stoppedAndContinued();
    await machine.host('client').reboot();
    await eventually(() => expect(service.running).to.equal(false), { withinMs: 10_000 });
    await reaches(machine, 'client', '10.0.0.11');
  });

  it('cuts a host off one network and heals it', async () => {
    await machine.fabric.cut('client', 'data');
    expect(await ping(machine, 'client', '10.0.0.11')).to.not.equal(0);
    await machine.fabric.heal(machine.host('client').plan, 'data');
    await reaches(machine, 'client', '10.0.0.11');
  });

  for (const [deafness, what] of [
    ['mute', 'is not heard'],
    ['deaf', 'hears nothing'],
  ] as const) {
    it(`cuts one direction of a cable, so that a host ${what}, and heals it`, async () => {
      const { plan } = machine.host('client');
      for (const [host, address, other] of [
        ['client', '10.0.0.11', 'web-1'],
        ['web-1', '10.0.0.2', 'client'],
      ] as const) {
        const { stdout } = await machine.host(other).exec(['cat', '/sys/class/net/eth0/address']);
        const known = ['ip', 'neigh', 'replace', address, 'lladdr', stdout.trim(), 'dev', 'eth0'];
        await machine.host(host).exec(known);
      }
      await machine.fabric.cutOneWay(plan, 'data', deafness);
      const before = { client: await echoes(machine, 'client'), web: await echoes(machine, 'web-1') };
      expect(await ping(machine, 'client', '10.0.0.11')).to.not.equal(0);
      expect(await ping(machine, 'web-1', '10.0.0.2')).to.not.equal(0);
      expect((await echoes(machine, 'web-1')) > before.web, 'client to web-1').to.equal(deafness === 'deaf');
      expect((await echoes(machine, 'client')) > before.client, 'web-1 to client').to.equal(
        deafness === 'mute',
      );
      await machine.fabric.heal(plan, 'data');
      await reaches(machine, 'client', '10.0.0.11');
    });
  }

  it('freezes every process of a host, and thaws it', async () => {
    const host = machine.host('agent-1');
    const script = 'trap "echo heard" USR1; echo ready; while :; do sleep 0.01; done';
    const running = await host.spawn(['sh', '-c', script]);
    const heard: string[] = [];
    running.stdout?.on('data', (chunk: Buffer) => heard.push(chunk.toString()));
    await eventually(() => expect(heard).to.deep.equal(['ready\n']), { withinMs: 10_000 });
    await host.freeze();
    running.kill('SIGUSR1');
    expect(existsSync(`${FREEZER}/${host.namespace}`)).to.equal(true);
    expect((await host.exec(['echo', 'alive'])).stdout).to.equal('alive\n');
    expect(heard).to.deep.equal(['ready\n']);
    await host.thaw();
    await eventually(() => expect(heard).to.deep.equal(['ready\n', 'heard\n']), { withinMs: 10_000 });
    expect(existsSync(`${FREEZER}/${host.namespace}`)).to.equal(false);
    await running.kill9();
  });

  it('does not collide with another one, and leaves nothing behind', async () => {
    const other = await startMachine();
    await other.machine.host('client').spawn(['sleep', '1000']);
    await other.machine.host('agent-1').spawn(['sleep', '1000']);
    await other.machine.host('agent-1').freeze();
    await reaches(other.machine, 'client', '10.0.0.11');
    await other.janitor.finish();
    await eventually(() => expect(leftoversOf(other.run)).to.deep.equal([]), { withinMs: 10_000 });
    await reaches(machine, 'client', '10.0.0.11');
  });
});

async function processes(machine: LabMachine): Promise<string> {
  return (await machine.host('client').exec(['ps', 'ax', '-o', 'args='])).stdout;
}

/** Echo requests that a host has received. */
async function echoes(machine: LabMachine, host: string): Promise<number> {
  const { stdout } = await machine.host(host).exec(['cat', '/proc/net/snmp']);
  const [names = [], values = []] = stdout
    .split('\n')
    .filter((line) => line.startsWith('Icmp: '))
    .map((line) => line.split(' '));
  return Number(values[names.indexOf('InEchos')]);
}
