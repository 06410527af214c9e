import { readFileSync, writeFileSync } from 'node:fs';

/** Only the first network namespace of the machine has the settings, so the agents of a lab cannot raise them. */
const FILES = ['ipv4', 'ipv6'].map((family) => `/proc/sys/net/${family}/neigh/default/gc_thresh3`);
/** All hosts of a lab share one kernel and its tables: enough for 3,600 balancers, with clients and members. */
const ENTRIES = 16_384;

/** Raises the neighbour tables of the machine where that is allowed; never lowers them. */
export function raiseNeighbourTables(files: readonly string[] = FILES): void {
  for (const file of files) {
    try {
      if (Number(readFileSync(file, 'latin1')) < ENTRIES) writeFileSync(file, `${ENTRIES}`);
    } catch {
      // Not the first namespace, or not ours to set: labs of up to 200 balancers do without.
    }
  }
}
