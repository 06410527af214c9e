/** What the model calls an object that a device runs. A front door may call it something else. */
export type ObjectType = 'listener' | 'pool' | 'member' | 'health_monitor' | 'router' | 'floating_ip';

/**
 * Objects of one type that devices of a kind run, as SQL. Each row carries the generation in which its device had to
 * show it first, and last; its status follows from them.
 */
export interface DeviceObject {
  readonly type: ObjectType;
  /** The table whose rows carry the generations. */
  readonly table: string;
  /**
   * What to read them from, a condition that ties them to a device included.
   * @param device an expression for the id of the device
   */
  readonly from: (device: string) => string;
  /** Expressions over `from`. */
  readonly columns: ObjectColumns;
}

export interface ObjectColumns {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly adminStateUp: string;
  readonly createdGeneration: string;
  readonly changedGeneration: string;
  /** When the last change was made. */
  readonly changedAt: string;
}

/**
 * All that the server must know of a kind of device, as SQL. `device` is the alias of a row of `devices` in scope. What
 * handles devices of any kind asks for it through device-kinds.ts and names no kind.
 */
export interface KindOfDevice {
  /** Whether the object that the device runs is still there. */
  readonly exists: (device: string) => string;
  /** The snapshot of the contract. It is NULL when the object is gone. */
  readonly snapshot: (device: string) => string;
  /** Whether a host would run nothing for the device as it is now. */
  readonly runsNothing: (device: string) => string;
  /** What its objects say then, if they are as they should be. */
  readonly idleRemark: string;
  /** Selects the ids of the networks that the host of the device must reach. */
  readonly networks: (device: string) => string;
  /** Selects `device_id` and `port_id` of the ports that the host of a device must show. */
  readonly ports: string;
  /** Whether the host of a placement, which is the alias of a row in scope, shows a port of its device. */
  readonly portShown: (placement: string, portId: string) => string;
  /** In the order in which traffic passes them. */
  readonly objects: readonly DeviceObject[];
  /**
   * The statement that makes objects wait for a change of the network under the ports of their devices, and show the
   * error when it cannot be made. $1: the ids of devices whose generation has been raised for the change.
   */
  readonly stampOnNetwork: string;
}
