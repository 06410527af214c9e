import { randomUUID } from 'node:crypto';
import type { LoadBalancerDevice } from '@lbaas/common/contract';
import { PrivateAgent, device } from '@lbaas/agent/testing';
import { sleep } from '@lbaas/common/runtime';
import { type Row, report, round } from './support/figures.ts';

/** Devices that are on the host before a batch is created and removed. */
const SIZES = (process.env['BENCH_SIZES'] ?? '10,200,600').split(',').map(Number);
const BATCH = 20;
/** Announcements end after 5 s. */
const SETTLE_S = 10;
const IDLE_S = 30;
const TICKS_PER_S = 100;

let made = 0;

/** A device with a VIP of its own on a network that all share; its members are never asked. */
function nextDevice(): LoadBalancerDevice {
  made += 1;
  const address = `10.0.${made >> 8}.${made & 0xff}`;
  const template = device({ deviceId: randomUUID(), addresses: [address] });
  const { vip_port: port } = template.snapshot;
  if (port === null) throw new TypeError('the device has no port');
  const mac = `fa:16:3e:00:${hex(made >> 8)}:${hex(made & 0xff)}`;
  const vip_port = { ...port, id: randomUUID(), mac_address: mac };
  return { ...template, snapshot: { ...template.snapshot, vip_port } };
}

const hex = (value: number): string => value.toString(16).padStart(2, '0');

// The agent alone does not keep this process waiting.
const waiting = setInterval(() => undefined, 60_000);
const agent = await PrivateAgent.start('');

/** Of the agent, the programs that it ran (proc(5), stat: utime, stime, cutime, cstime) and those that it runs. */
async function cpuMs(): Promise<number> {
  const stats = await agent.sh(
    'for p in $PPID $(cat /proc/$PPID/task/$PPID/children); do cat /proc/$p/stat || :; done 2>/dev/null',
  );
  const ticks = stats
    .trim()
    .split('\n')
    .map((stat) => {
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    });
  return (ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_S) * 1000;
}

/** What all devices together cost while nothing happens, in % of a core. */
async function idle(): Promise<number> {
  await sleep(SETTLE_S * 1000);
  const before = await cpuMs();
  await sleep(IDLE_S * 1000);
  return round(((await cpuMs()) - before) / (IDLE_S * 10));
}

const outcome = (wanted: 'done' | 'removed') => async (deviceId: string) =>
  agent.reported({ deviceId, outcome: wanted }, 0, 600_000);

async function create(count: number): Promise<LoadBalancerDevice[]> {
  const devices = Array.from({ length: count }, nextDevice);
  for (const each of devices) await agent.deploy(each);
  for (const { device_id: id } of devices) await outcome('done')(id);
  return devices;
}

async function remove(devices: readonly LoadBalancerDevice[]): Promise<void> {
  for (const { device_id: id, epoch } of devices) await agent.undeploy(id, epoch);
  for (const { device_id: id } of devices) await outcome('removed')(id);
}

/** What one device costs, of a batch that is worked on as fast as it can be. */
async function measured(work: () => Promise<unknown>): Promise<{ cpu: number; wall: number }> {
  const [startedMs, before] = [performance.now(), await cpuMs()];
  await work();
  return {
    cpu: round(((await cpuMs()) - before) / BATCH),
    wall: round((performance.now() - startedMs) / BATCH),
  };
}

try {
  const rows: Row[] = [];
  let there = 0;
  for (const size of SIZES) {
    await create(size - there);
    there = size;
    const idleCpu = await idle();
    let batch: LoadBalancerDevice[] = [];
    const creates = await measured(async () => (batch = await create(BATCH)));
    const removals = await measured(() => remove(batch));
    rows.push({
      devices: size,
      'create, ms of CPU': creates.cpu,
      'create, ms': creates.wall,
      'remove, ms of CPU': removals.cpu,
      'remove, ms': removals.wall,
      'idle, % of a core': idleCpu,
    });
  }
  report('host-size', rows, { batch: BATCH });
} finally {
  await agent.stop();
  clearInterval(waiting);
}
