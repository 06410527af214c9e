/** The line with which the traffic program says that it is at work. */
export const READY = 'ready';
