/**
 * What Node calls a pipe is a socket, and a bash that has one for its input takes itself for started by rshd: it runs
 * the user's ~/.bashrc, which may print, or wait for a minute.
 */
export const BASH = ['bash', '--norc'] as const;
