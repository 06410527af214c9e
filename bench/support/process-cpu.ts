import { readFileSync } from 'node:fs';

const TICKS_PER_S = 100;

/** CPU seconds that a process has used (proc(5), stat: utime, stime). */
export function ownCpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 13).reduce((ticks, field) => ticks + Number(field), 0) / TICKS_PER_S;
}

/** CPU seconds that a process, the programs that it ran and those that it still runs have used. */
export function familyCpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const own = fields.slice(11, 15).reduce((ticks, field) => ticks + Number(field), 0) / TICKS_PER_S;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return children
    .filter((child) => child !== '')
    .reduce((sum, child) => sum + familyCpuSeconds(Number(child)), own);
}
