import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AmqpConnection, type ConfirmChannel } from '@lbaas/common/amqp';
import { createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type Rabbitmq, startRabbitmq } from './rabbitmq.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const run = (command: string, ...args: string[]): string => execFileSync(command, args, { encoding: 'utf8' });

/** Processes whose home is the directory, which every part of a broker inherits. */
function processesOf(dir: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => environmentOf(name).includes(`HOME=${dir}`));
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

async function onChannel<T>(broker: Rabbitmq, work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
  const connection = new AmqpConnection({ url: broker.url, name: 'test', logger });
  connection.start();
  try {
    return await work(await connection.supervise('test', async () => undefined).ready(10_000));
  } finally {
    await connection.stop();
  }
}

describe('startRabbitmq', function () {
  this.timeout(300_000);
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lbaas-rabbitmq-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('keeps durable queues through kill9() and start(), and leaves nothing after stop()', async () => {
    const broker = await startRabbitmq({ dir, dieWithParent: true });
    const { pid, url } = broker;
    await onChannel(broker, async (channel) => {
      await channel.assertQueue('kept', { durable: true });
      channel.sendToQueue('kept', Buffer.from('x'), { persistent: true });
      await channel.waitForConfirms();
    });
    await broker.kill9();
    expect(broker.pid).to.equal(undefined);
    expect(processesOf(dir)).to.deep.equal([]);
    await broker.start();
    await broker.start();
    expect(broker.url).to.equal(url);
    expect(broker.pid).not.to.equal(pid);
    const { messageCount } = await onChannel(broker, (channel) => channel.checkQueue('kept'));
    expect(messageCount).to.equal(1);
    expect(listeners(broker)).to.satisfy((lines: string[]) =>
      lines.every((line) => line.startsWith('127.0.0.1:')),
    );
    await Promise.all([broker.stop(), broker.stop()]);
    expect(processesOf(dir)).to.deep.equal([]);
    expect(existsSync(join(dir, 'broker.log'))).to.equal(true);
  });

  it('runs under a prefix, out of reach of whoever is not there', async () => {
    const namespace = `t${process.pid}-mq`;
    run('ip', 'netns', 'add', namespace);
    try {
      run('ip', '-n', namespace, 'link', 'set', 'lo', 'up');
      const exec = ['ip', 'netns', 'exec', namespace];
      const broker = await startRabbitmq({ dir, exec, dieWithParent: true });
      const listening = run('ip', 'netns', 'exec', namespace, 'ss', '-Hltn');
      expect(listening).to.include(`127.0.0.1:${broker.port} `);
      expect(listeners(broker)).to.deep.equal([]);
      await broker.stop();
      expect(processesOf(dir)).to.deep.equal([]);
    } finally {
      run('ip', 'netns', 'del', namespace);
    }
  });

  it('quotes the log of a broker that does not start', async () => {
    const squatter = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    const error = await startRabbitmq({ dir, port, dieWithParent: true }).catch(
      (thrown: unknown) => thrown as Error,
    );
    squatter.close();
    expect(error).to.be.instanceOf(Error);
    expect((error as Error).message)
      .to.include(`did not start in ${dir}`)
      .and.to.match(/eaddrinuse/i);
    expect(processesOf(dir)).to.deep.equal([]);
  });
});

const listeners = (broker: Rabbitmq): string[] =>
  run('ss', '-Hltnp')
    .split('\n')
    .filter((line) => line.includes(`pid=${broker.pid},`))
    .map((line) => line.split(/\s+/)[3] ?? '');
