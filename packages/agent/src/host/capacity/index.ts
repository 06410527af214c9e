export { HostCapacity } from './host-capacity.ts';
export { raiseNeighbourTables, readLimits } from './read-limits.ts';
