export interface Version {
  readonly epoch: number;
  readonly generation: number;
}

export const isOlder = (device: Version, known: Version): boolean =>
  device.epoch < known.epoch || (device.epoch === known.epoch && device.generation < known.generation);

export const isSame = (a: Version, b: Version): boolean =>
  a.epoch === b.epoch && a.generation === b.generation;
