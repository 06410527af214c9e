/** The line that the traffic program prints when it has begun. */
export const READY = 'ready';
