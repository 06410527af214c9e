import { parseDescription } from './structure.ts';

export interface ProcessInfo {
  readonly pid: number;
  readonly generation: number;
  readonly structure: string;
  readonly stopping: boolean;
  /** Connections of all listeners but the runtime socket. */
  readonly connections: number;
  /** Seconds since 1970 at which the process started. */
  readonly startedAtS: number;
}

/** Reads `show info`. A process that does not carry our description has generation 0 and no structure. */
export function parseProcessInfo(text: string): ProcessInfo {
  const fields = new Map(
    text.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2).trim()] as const;
    }),
  );
  const described = parseDescription(fields.get('description') ?? '') ?? { generation: 0, structure: '' };
  const number = (name: string): number => Number(fields.get(name) ?? 0);
  return {
    ...described,
    pid: number('Pid'),
    stopping: number('Stopping') !== 0,
    connections: number('CurrConns'),
    startedAtS: number('Start_time_sec'),
  };
}

/** Names a process beyond the reuse of its pid. */
export const processName = ({ pid, startedAtS }: ProcessInfo): string => `${pid}@${startedAtS}`;
