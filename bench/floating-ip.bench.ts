import { call } from '../tests/e2e/support/balancer.ts';
import { reachedDevices } from './support/agent-log.ts';
import { ClientProbe } from './support/client-probe.ts';
import { median, percentile, report, round } from './support/figures.ts';
import {
  HAND_MADE,
  type RoutedLab,
  lead,
  makeByHand,
  removeByHand,
  startRoutedLab,
  untilSilent,
} from './support/routed-lab.ts';

const ROUNDS = 20;
const CHANGES = 20;
const SIZES = [1, 50, 200];

interface Answered {
  readonly floor: number[];
  readonly ours: number[];
}

/** From the script's start, or the call that associates, to the first answer through the address. */
async function firstAnswers(routed: RoutedLab): Promise<Answered> {
  const { lab, example } = routed;
  const probe = await ClientProbe.start(lab);
  const { port_id: portId } = await call(lab, 'GET', `/v2.0/floatingips/${example.floatingIp}`);
  // The clocks of the script and of the probe.
  const apartMs = Date.now() - Number(process.hrtime.bigint()) / 1e6;
  const answer = async (address: string, begin: () => Promise<number>): Promise<number> => {
    const answered = probe.firstOk(address, example.port);
    const beganMs = await begin();
    return Number(await answered) / 1e6 + apartMs - beganMs;
  };
  const samples: Answered = { floor: [], ours: [] };
  for (let n = 0; n < ROUNDS; n += 1) {
    samples.floor.push(await answer(HAND_MADE, () => makeByHand(routed, `floor${n}`)));
    await removeByHand(routed, `floor${n}`);
    await call(lab, 'PUT', `/v2.0/floatingips/${example.floatingIp}`, { floatingip: { port_id: null } });
    await untilSilent(routed);
    const path = `/v2.0/floatingips/${example.floatingIp}`;
    const associate = async () => {
      const beganMs = Date.now();
      await call(lab, 'PUT', path, { floatingip: { port_id: portId } });
      return beganMs;
    };
    samples.ours.push(await answer(example.address, associate));
    await lead(lab, example.floatingIp, String(portId));
  }
  await probe.stop();
  return samples;
}

/** One floating IP of so many moves to and fro between two ports. */
async function changesWith(routed: RoutedLab, count: number, made: string[]): Promise<number[]> {
  const { lab } = routed;
  while (made.length < count) made.push((await newFloatingIp(routed, await newPort(routed))).id);
  const targets = [await newPort(routed), await newPort(routed)];
  const moving = (await newFloatingIp(routed, targets[0] ?? '')).id;
  await lead(lab, moving, targets[0] ?? '');
  const samples: number[] = [];
  for (let n = 1; n <= CHANGES; n += 1) samples.push(await lead(lab, moving, targets[n % 2] ?? ''));
  await call(lab, 'DELETE', `/v2.0/floatingips/${moving}`);
  return samples;
}

const newPort = async ({ lab, example }: RoutedLab): Promise<string> => {
  const port = { network_id: example.networks.lb };
  return (await call(lab, 'POST', '/v2.0/ports', { port })).id;
};

const newFloatingIp = ({ lab, example }: RoutedLab, portId: string) =>
  call(lab, 'POST', '/v2.0/floatingips', {
    floatingip: { floating_network_id: example.networks.office, port_id: portId },
  });

const row = (what: string, ms: readonly number[]) => ({
  what,
  'p50 ms': round(median(ms)),
  'p99 ms': round(percentile(ms, 0.99)),
});

const routed = await startRoutedLab();
const { lab, example } = routed;
try {
  const { floor, ours } = await firstAnswers(routed);
  // The subnet of the office has too few addresses.
  const subnet = {
    network_id: example.networks.office,
    ip_version: 4,
    cidr: '172.30.0.0/23',
    gateway_ip: null,
  };
  await call(lab, 'POST', '/v2.0/subnets', { subnet });
  const made: string[] = [];
  const changes = [];
  for (const size of SIZES) {
    const ms = await changesWith(routed, size, made);
    const agent = reachedDevices(lab, 'agent-1').filter(({ device }) => device === example.router);
    const alone = agent.slice(-CHANGES - 1, -1).map((each) => each.ms);
    changes.push({ ...row(`a change beside ${size}`, ms), 'agent p50 ms': round(median(alone)) });
  }
  const rows = [row('script to first answer', floor), row('association to first answer', ours), ...changes];
  report('floating-ip', rows, {
    rounds: ROUNDS,
    'median of ratios': round(median(ours.map((ms, n) => ms / (floor[n] ?? Number.NaN)))),
  });
} finally {
  await lab.stop();
}
