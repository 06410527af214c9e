/** A string or number that only the named source may produce; costs nothing at run time. */
export type Branded<T, Name extends string> = T & { readonly __brand: Name };

export type DeviceId = Branded<string, 'DeviceId'>;
export type AgentId = Branded<string, 'AgentId'>;
export type ProjectId = Branded<string, 'ProjectId'>;

/** Raised by one in the transaction of every change that a device must show. Starts at 1. */
export type Generation = Branded<number, 'Generation'>;

/** Raised by one each time a device is placed. Reports with an older one are ignored. Starts at 1. */
export type Epoch = Branded<number, 'Epoch'>;

export const asDeviceId = (id: string): DeviceId => id as DeviceId;
export const asAgentId = (id: string): AgentId => id as AgentId;
export const asProjectId = (id: string): ProjectId => id as ProjectId;
export const asGeneration = (value: number): Generation => value as Generation;
export const asEpoch = (value: number): Epoch => value as Epoch;
