/** One resource of the host; what cannot be read has no reading. */
export interface LimitReading {
  readonly limit: LimitName;
  readonly used: number;
  readonly max: number;
}

/** What a limit means for the number of devices: those that run, and as many more as what is left is enough for. */
export interface CarriedDevices extends LimitReading {
  readonly carries: number;
}

export type LimitName = keyof typeof PER_DEVICE;

const MIB = 1024 * 1024;

/**
 * What one device takes when it is busy.
 *
 * - neighbours: above 350 balancers on one kernel its table of 1,024 overflowed, so 3 each; 4 with a client.
 * - processes: the HAProxy, the one before it while it finishes its connections, and checks by a script.
 * - files: of the whole host; those of the HAProxy, whose connections count twice (client and member).
 * - agent_files: two in the agent, and some while it is worked on.
 * - connections: tracked by the kernel, where something has switched that on.
 * - memory: HAProxy with its tables, twice during a reload; disk: configurations, counters, certificates to come.
 */
const PER_DEVICE = {
  neighbours_ipv4: 4,
  neighbours_ipv6: 4,
  processes: 4,
  files: 200,
  agent_files: 4,
  connections: 200,
  memory: 12 * MIB,
  disk: MIB / 4,
} as const;

/** A tenth is for everything else on the host. */
const USABLE = 0.9;

/** Pure. @param devices that run now, and are in `used` */
export function devicesCarried(readings: readonly LimitReading[], devices: number): CarriedDevices[] {
  return readings.map((reading) => {
    const left = reading.max * USABLE - reading.used;
    return { ...reading, carries: Math.max(0, devices + Math.floor(left / PER_DEVICE[reading.limit])) };
  });
}

/** The one that is reached first; undefined without readings. Pure. */
export const tightest = (limits: readonly CarriedDevices[]): CarriedDevices | undefined =>
  limits.reduce<CarriedDevices | undefined>(
    (least, limit) => (least === undefined || limit.carries < least.carries ? limit : least),
    undefined,
  );
