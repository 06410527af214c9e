import { readFileSync } from 'node:fs';

const TICKS_PER_S = 100;

/** CPU seconds that a process has used (proc(5), stat: utime, stime). */
export function ownCpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 13).reduce((ticks, field) => ticks + Number(field), 0) / TICKS_PER_S;
}
