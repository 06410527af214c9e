import { parseDescription } from '../render/structure.ts';

export interface ProcessInfo {
  readonly pid: number;
  readonly generation: number;
  readonly structure: string;
  /** Of the program; empty when it does not say. */
  readonly version: string;
  readonly stopping: boolean;
  /** Connections of all listeners but the runtime socket. */
  readonly connections: number;
  /** Seconds since 1970 at which the process started. */
  readonly startedAtS: number;
}

/** Reads `show info`. A process that does not carry our description has generation 0 and no structure. */
export function parseProcessInfo(text: string): ProcessInfo {
  const number = (name: string): number => Number(field(text, name));
  return {
    ...(parseDescription(field(text, 'description')) ?? { generation: 0, structure: '' }),
    pid: number('Pid'),
    version: field(text, 'Version'),
    stopping: number('Stopping') !== 0,
    connections: number('CurrConns'),
    startedAtS: number('Start_time_sec'),
  };
}

function field(text: string, name: string): string {
  const start = text.indexOf(`\n${name}: `);
  if (start < 0) return '';
  const end = text.indexOf('\n', start + 1);
  return text.slice(start + name.length + 3, end < 0 ? undefined : end).trim();
}

/** Names a process beyond the reuse of its pid. */
export const processName = ({ pid, startedAtS }: ProcessInfo): string => `${pid}@${startedAtS}`;
