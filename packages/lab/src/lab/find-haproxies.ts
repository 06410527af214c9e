import { basename } from 'node:path';
import { processesBeside } from '../hosts/process-table.ts';

/** Pids of the HAProxies that run for a device on the host whose process 1 is `init`. */
export function findHaproxies(init: number, deviceId: string): number[] {
  return processesBeside(init)
    .filter(({ command: [program = ''] }) => basename(program) === 'haproxy')
    .filter(({ command }) => command.some((argument) => argument.includes(deviceId)))
    .map(({ pid }) => pid);
}
