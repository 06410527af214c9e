import { randomBytes } from 'node:crypto';
import { ipBatch } from '../ip-command.ts';
import { NO_LINK_LOCAL } from '../link-options.ts';
import type { Neighbour } from '../port.ts';
import { IpSession } from './ip-session.ts';
import { type Answer, probeRounds } from './probe-addresses.ts';

const LINK = 'ask0';
/** A namespace that ends with the program. Its link-local address can ask at once, and nothing else is sent from it. */
const SCRIPT = [
  'w() { [ -w "/proc/sys/net/ipv6/conf/default/$1" ] && echo 0 > "/proc/sys/net/ipv6/conf/default/$1"; }',
  'w accept_dad; w accept_ra; w router_solicitations',
  'echo done',
  'exec ip -j -batch -',
].join('\n');
/** The largest there is: a bridge takes the smallest MTU of its ports. */
const MTU = 65_535;

export interface Question {
  readonly bridge: string;
  /** Without prefix lengths. */
  readonly addresses: readonly string[];
  readonly probeMs: number;
}

/**
 * Who on the network of a bridge answers for one of the addresses. Asked from a port of its own with a MAC address of
 * its own: the former host of a device has the very MAC address that the device has here, and an answer to that would
 * not find its way.
 */
export async function whoAnswers({ bridge, addresses, probeMs }: Question): Promise<Neighbour | undefined> {
  const session = new IpSession(['unshare', '--net', 'sh', '-c', SCRIPT], probeMs);
  try {
    await session.readLine();
    const tap = `lbq${randomBytes(5).toString('hex')}`;
    await ipBatch(undefined, [
      `link add name ${tap} mtu ${MTU} type veth peer name ${LINK} mtu ${MTU} netns ${session.pid}`,
      `link set dev ${tap}${NO_LINK_LOCAL} master ${bridge} up`,
    ]);
    // Without a loopback the kernel takes no answers.
    session.write(['link set dev lo up', `link set dev ${LINK} up`]);
    return await probeRounds(session, { link: LINK, addresses, probeMs, counts: isAnswer });
  } finally {
    await session.end();
  }
}

const isAnswer = ({ lladdr }: Answer): boolean => lladdr !== undefined;
