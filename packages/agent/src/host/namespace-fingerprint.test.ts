import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { namespaceFingerprint } from './namespace-fingerprint.ts';

/**
 * The links have no addresses that the kernel makes by itself, since those come and change state for seconds; and it is
 * ready once the kernel has made all routes, which it does some time after the links are up.
 */
const SCRIPT = `
echo 1 > /proc/sys/net/ipv6/conf/default/addr_gen_mode
ip link set lo up
ip link add vip0 type veth peer name tap0
ip addr add 10.1.0.5/24 dev vip0
ip addr add 2001:db8::5/64 dev vip0 nodad
ip link set tap0 up
ip link set vip0 up
ip route add default via 10.1.0.1
until [ "$(ip -6 route show table local | grep -c ff00::/8)" = 2 ]; do sleep 0.01; done
echo ready
exec sleep 60`;

describe('namespaceFingerprint', () => {
  let pid: number;
  let stop: () => void;

  before(async () => {
    const child = spawn('unshare', ['--net', 'sh', '-c', SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] });
    stop = () => child.kill('SIGKILL');
    pid = child.pid ?? 0;
    await once(child.stdout, 'data');
  });
  after(() => stop());

  const inside = (...argv: string[]): string =>
    execFileSync('nsenter', ['-t', String(pid), '-n', ...argv], { encoding: 'utf8' });

  it('is the same while only traffic passes', () => {
    const before = namespaceFingerprint(pid);
    inside('ping', '-c', '2', '-i', '0.01', '10.1.0.5');
    expect(namespaceFingerprint(pid)).to.equal(before);
  });

  const CHANGES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['an address', ['addr', 'add', '10.1.0.6/24'], ['addr', 'del', '10.1.0.6/24']],
    ['an IPv6 address', ['addr', 'add', '2001:db8::6/64', 'nodad'], ['addr', 'del', '2001:db8::6/64']],
    ['a route', ['route', 'add', '10.9.0.0/16', 'via', '10.1.0.1'], ['route', 'del', '10.9.0.0/16']],
    ['an IPv6 route', ['-6', 'route', 'add', '2001:db8:9::/64'], ['-6', 'route', 'del', '2001:db8:9::/64']],
  ];
  for (const [what, add, remove] of CHANGES) {
    it(`differs with ${what} more, and is the same again without it`, () => {
      const before = namespaceFingerprint(pid);
      inside('ip', ...add, 'dev', 'vip0');
      expect(namespaceFingerprint(pid)).to.not.equal(before);
      inside('ip', ...remove, 'dev', 'vip0');
      expect(namespaceFingerprint(pid)).to.equal(before);
    });
  }

  it('is none of a process that is not there', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    expect(namespaceFingerprint(child.pid ?? 0)).to.equal(undefined);
  });

  it('differs when the link is down, and when it is gone', () => {
    const before = namespaceFingerprint(pid);
    inside('ip', 'link', 'set', 'vip0', 'down');
    const down = namespaceFingerprint(pid);
    expect(down).to.not.equal(before);
    inside('ip', 'link', 'del', 'tap0');
    expect(namespaceFingerprint(pid)).to.not.equal(down);
  });
});
