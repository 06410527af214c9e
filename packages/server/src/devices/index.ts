export { bumpGeneration, bumpGenerations } from './generation.ts';
export { removeFinishedDevices } from './remove-finished-devices.ts';
export { retirePlacements } from './retire-placements.ts';
