import type { KilledProcess } from '../drivers/haproxy/index.ts';

/** The end of an HAProxy, as the status tells of it. */
export const endedInWords = (pid: number): string => `HAProxy (process ${pid}) has ended`;

export const killedInWords = ({ pid, why }: KilledProcess): string =>
  `HAProxy (process ${pid}) ${why} and had to be killed`;
