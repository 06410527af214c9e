/** Milliseconds that what is there may take to be read: a turn of the event loop reads a part of what is long. */
const READING_MS = 50;

/**
 * Runs something once this process has read what its children have said by now. One that got no CPU, or was frozen,
 * finds its deadlines over before it has read the answers that came meanwhile: the event loop looks at the timers
 * first, and reads before an immediate.
 */
export function afterReading(work: () => void, readingMs = READING_MS): void {
  setTimeout(() => setImmediate(work), readingMs).unref();
}
