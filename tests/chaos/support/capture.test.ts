import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { Capture } from './capture.ts';

const HOSTS = ['one', 'two', 'client'];
const SOON = { withinMs: 30_000 };
const MAC = '02:00:00:00:00:01';

describe('Capture', () => {
  const id = `lb${randomBytes(2).toString('hex')}`;
  const inFabric = (lines: readonly string[]): void =>
    void execFileSync('ip', ['-n', `${id}-fabric`, '-batch', '-'], { input: lines.join('\n') });
  const ip = (host: string, ...args: string[]): void =>
    void execFileSync('ip', ['-n', `${id}-${host}`, ...args]);
  const ping = (address: string): void => {
    const argv = ['netns', 'exec', `${id}-client`, 'ping', '-c1', '-W1', address];
    // Nobody has to answer the ping: what it asks the neighbours counts.
    try {
      execFileSync('ip', argv, { stdio: 'ignore' });
    } catch {}
  };

  before(() => {
    for (const host of ['fabric', ...HOSTS]) execFileSync('ip', ['netns', 'add', `${id}-${host}`]);
    inFabric([
      'link add br-data type bridge mcast_snooping 0',
      'link set br-data up',
      ...HOSTS.flatMap((host) => [
        `link add d.${host} type veth peer name eth0 netns ${id}-${host}`,
        `link set d.${host} master br-data up`,
      ]),
    ]);
    for (const host of ['one', 'two']) ip(host, 'link', 'set', 'eth0', 'address', MAC);
    for (const host of HOSTS) ip(host, 'link', 'set', 'eth0', 'up');
    ip('client', 'addr', 'add', '10.9.9.1/24', 'dev', 'eth0');
    ip('client', 'addr', 'add', 'fd09::1/64', 'dev', 'eth0', 'nodad');
  });
  after(() => {
    for (const host of ['fabric', ...HOSTS]) execFileSync('ip', ['netns', 'del', `${id}-${host}`]);
  });

  for (const [address, length] of [
    ['10.9.9.9', 24],
    ['fd09::9', 64],
  ] as const) {
    it(`sees by which switch port ${address} is answered for, and that two hosts with one MAC do`, async () => {
      const nodad = length === 64 ? ['nodad'] : [];
      ip('one', 'addr', 'add', `${address}/${length}`, 'dev', 'eth0', ...nodad);
      const capture = await Capture.start({ id });
      const answered = (): string[] => capture.judge.tenuresOf(address).map(({ host }) => host);
      await eventually(() => {
        ping(address);
        expect(answered()).to.deep.equal(['one']);
      }, SOON);
      expect(capture.judge.conflicts).to.deep.equal([]);
      ip('two', 'addr', 'add', `${address}/${length}`, 'dev', 'eth0', ...nodad);
      await eventually(() => {
        ip('client', 'neigh', 'flush', 'dev', 'eth0');
        ping(address);
        expect(capture.judge.conflicts).to.not.be.empty;
      }, SOON);
      const { conflicts } = await capture.stop();
      expect(new Set(conflicts.flatMap(({ frames }) => frames.map(({ host }) => host)))).to.deep.equal(
        new Set(['one', 'two']),
      );
    });
  }
});
