import { readFileSync } from 'node:fs';
import { eventually } from '@lbaas/common/runtime';
import { type Example, Lab } from '@lbaas/lab';
import { call } from '../../tests/e2e/support/balancer.ts';
import { ASK_EVERY_MS } from './change-times.ts';

const script = readFileSync(new URL('router.sh', import.meta.url), 'utf8');

/** Where the router that the script makes leads to the VIP. */
export const HAND_MADE = '192.168.10.238';

export interface RoutedLab {
  readonly lab: Lab;
  readonly example: Required<Example>;
  /** Of the agent host: office, balancers, servers. */
  readonly bridges: readonly string[];
}

/** A routed laboratory with its example, on one agent host. */
export async function startRoutedLab(): Promise<RoutedLab> {
  const lab = await Lab.start({ agents: 1, webs: 2, networks: 'routed', example: true });
  const bridges = await Promise.all(['eth0', 'eth1', 'eth2'].map((port) => bridgeOf(lab, port)));
  // A routed laboratory has all of it.
  return { lab, example: lab.example as Required<Example>, bridges };
}

/** Makes a router by hand beside that of the agent. @returns when the script began, in milliseconds since the epoch */
export async function makeByHand({ lab, example, bridges }: RoutedLab, name: string): Promise<number> {
  const argv = ['sh', '-s', name, ...bridges, example.vipAddress];
  const { code, stdout, stderr } = await lab.exec('agent-1', argv, { stdin: script });
  if (code !== 0) throw new Error(`the script failed: ${stderr}`);
  return Number(stdout);
}

export async function removeByHand({ lab }: RoutedLab, name: string): Promise<void> {
  await lab.exec('agent-1', ['ip', 'netns', 'del', name]);
}

async function bridgeOf(lab: Lab, port: string): Promise<string> {
  const { stdout } = await lab.exec('agent-1', ['readlink', `/sys/class/net/${port}/master`]);
  const bridge = stdout.trim().split('/').at(-1) ?? '';
  if (bridge === '') throw new Error(`${port} of the agent host is on no bridge`);
  return bridge;
}

/** Points a floating IP at a port, and waits until the host shows it. @returns milliseconds */
export async function lead(lab: Lab, floatingIp: string, portId: string): Promise<number> {
  const begin = performance.now();
  const path = `/v2.0/floatingips/${floatingIp}`;
  await call(lab, 'PUT', path, { floatingip: { port_id: portId } });
  await eventually(
    async () => {
      const { status } = await call(lab, 'GET', path);
      if (status !== 'ACTIVE') throw new Error(status);
    },
    { withinMs: 60_000, everyMs: ASK_EVERY_MS },
  );
  return performance.now() - begin;
}

/** Resolves when the floating IP of the example leads nowhere. */
export async function untilSilent({ lab, example }: RoutedLab): Promise<void> {
  const curl = ['curl', '-s', '-m', '0.3', `http://${example.address}:${example.port}/`];
  await eventually(
    async () => {
      const { code } = await lab.exec('client', curl);
      if (code === 0) throw new Error(`${example.address} still answers`);
    },
    { withinMs: 60_000 },
  );
}
