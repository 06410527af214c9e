import { Type } from 'typebox';
import { Driver } from './logical-device.ts';
import {
  Counter,
  EpochNumber,
  GenerationNumber,
  IpAddress,
  Kind,
  Text,
  Timestamp,
  Uuid,
  literals,
  nullable,
} from './scalars.ts';

/** One resource of a host: what is used, what there is, and how many devices that is enough for. */
export const HostLimit = Type.Object({
  limit: Type.String({ pattern: '^[a-z0-9_]{1,64}$' }),
  used: Counter,
  max: Counter,
  carries: Counter,
});

/** A program that serves devices: `version` null when it cannot be run, `others` = devices that run another version. */
export const InstalledProgram = Type.Object({
  name: Type.String({ maxLength: 64 }),
  version: nullable(Type.String({ maxLength: 64 })),
  others: Counter,
});

/** Why a host goes on with a device as it is, whatever the database says. */
const WHY_KEPT = ['unknown', 'newer'] as const;

/** Whom the name of a host belongs to, as a sender that asks for it is told. */
export const HOST_NAME_STATES = ['free', 'own', 'silent', 'taken'] as const;

/** In both directions. */
export const PASSED = { packets: Counter, bytes: Counter };

/** What was carried in a stretch of time; `active` is how many connections were open at its end. */
const CARRIED = {
  /** Answered requests; null where the protocol has none. */
  requests: nullable(Counter),
  sessions: Counter,
  bytes_in: Counter,
  bytes_out: Counter,
  active: Counter,
};

export const CarriedTraffic = Type.Object({
  since: Timestamp,
  pools: Type.Array(
    Type.Object({
      pool_id: Uuid,
      ...CARRIED,
      /** Responses by class, from 1xx to 5xx; null as for `requests`. */
      responses: nullable(Type.Array(Counter, { minItems: 5, maxItems: 5 })),
      /** Those that have carried something, or have open connections. */
      members: Type.Array(Type.Object({ member_id: Uuid, ...CARRIED })),
    }),
  ),
});

export const PlacedDevice = Type.Object({
  device_id: Uuid,
  kind: Kind,
  driver: Driver,
  epoch: EpochNumber,
  generation: GenerationNumber,
});

/** A heartbeat names so many at most. */
export const MAX_KEPT_DEVICES = 500;

export const KeptDevice = Type.Object({
  device_id: Uuid,
  kind: Kind,
  epoch: EpochNumber,
  generation: GenerationNumber,
  /** `unknown`: not in the list of this host; `newer`: the list has an older version. */
  why: literals(WHY_KEPT),
  name: Text,
  addresses: Type.Array(IpAddress, { maxItems: 64 }),
});
