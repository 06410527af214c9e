import {
  type Args,
  type LogicalDevice,
  type Result,
  RpcError,
  type RpcErrorCode,
} from '@lbaas/common/contract';
import { type ChangedDevice, type ServiceProvider, changedDevices, driverOf } from '../../devices/index.ts';
import type { Tx, UnitOfWork } from '../../persistence/index.ts';
import type { CallContext } from '../call-context.ts';
import type { DevicePlacer } from '../device-placer.ts';
import { textDiff } from './text-diff.ts';

type Foreseen = Result<'preview_device'>;

/** Asks the agent of a host what it would do, within a short deadline. @throws RpcError */
export type PreviewDevice = (host: string, asked: Args<'preview_device'>) => Promise<Foreseen>;

/** Where writes go: to the database, or to a rehearsal. */
export type Writes = Pick<UnitOfWork, 'transaction'>;

export interface DryRunsOptions {
  readonly unitOfWork: Pick<UnitOfWork, 'rehearse'>;
  readonly placer: DevicePlacer;
  readonly providers: readonly ServiceProvider[];
  readonly previewDevice: PreviewDevice;
}

type File = Foreseen['files'][number] & {
  /** Unified; empty when nothing changes. */
  readonly diff: string;
};

/** What would become of a device on one host. */
export interface DevicePreview extends Pick<Foreseen, 'device_id' | 'refusal'> {
  readonly kind: ChangedDevice['kind'];
  /** For admins; null for others, and without a host. */
  readonly agent_host: string | null;
  readonly generation: number;
  readonly files: readonly File[];
  readonly plan: readonly Foreseen['plan'][number][];
  /** The costliest thing that is done to what serves; null when an agent runs it and nobody could be asked. */
  readonly effect: Exclude<Foreseen['effect'], 'noop'> | 'none' | null;
  /** Why the agent has not said anything. */
  readonly reason: string | null;
}

export interface Rehearsed<T> {
  readonly result: T;
  readonly devices: readonly DevicePreview[];
}

/** So many devices are asked about for one call; one monitor may be on any number of them. */
const MAX_ASKED = 20;

/** Writes that are carried out, looked at and taken back; and what agents say that they would do for them (ADR 29). */
export class DryRuns {
  readonly #options: DryRunsOptions;

  constructor(options: DryRunsOptions) {
    this.#options = options;
  }

  /** Agents are asked when nothing is locked any more. @throws what the write throws */
  async run<T>(context: CallContext, write: (writes: Writes) => Promise<T>): Promise<Rehearsed<T>> {
    let changed: readonly ChangedDevice[] = [];
    const { unitOfWork } = this.#options;
    const result = await write({
      transaction: (work) =>
        unitOfWork.rehearse(async (tx) => {
          const made = await work(tx);
          changed = await this.#changed(tx);
          return made;
        }),
    });
    const devices = await Promise.all(changed.map((device, index) => this.#foresee(context, device, index)));
    return { result, devices };
  }

  /** One without a host goes to the one that it would be placed on now. */
  async #changed(tx: Tx): Promise<readonly ChangedDevice[]> {
    const changed = await changedDevices(tx);
    const homeless = changed.filter(({ host, deleting }) => host === null && !deleting);
    if (homeless.length === 0) return changed;
    for (const { deviceId } of homeless) await this.#options.placer.place(tx, deviceId);
    return await changedDevices(tx);
  }

  async #foresee(context: CallContext, changed: ChangedDevice, index: number): Promise<DevicePreview> {
    const { deviceId, kind, generation, host } = changed;
    const about = { device_id: deviceId, kind, generation, agent_host: context.isAdmin ? host : null };
    const idle = whyNothingRuns(changed);
    if (host === null || idle !== undefined) return { ...about, ...NOTHING, reason: idle ?? null };
    const reason = index < MAX_ASKED ? whyNotAsked(context, changed) : TOO_MANY;
    if (reason !== undefined) return { ...about, ...UNKNOWN, reason };
    try {
      return { ...about, ...shown(await this.#ask(host, changed)), reason: null };
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return { ...about, ...UNKNOWN, reason: SILENCE[error.code] ?? error.message };
    }
  }

  #ask(host: string, { deviceId, provider, device }: ChangedDevice): Promise<Foreseen> {
    const driver = driverOf(this.#options.providers, provider);
    // The cast: the union is the same, with one field more in each of its members.
    const sent = device === null ? null : ({ ...device, driver } as LogicalDevice);
    return this.#options.previewDevice(host, { device_id: deviceId, device: sent });
  }
}

const NOTHING = { files: [], plan: [], effect: 'none', refusal: null } as const;
const UNKNOWN = { ...NOTHING, effect: null } as const;

const TOO_MANY = `not asked: the change concerns more than ${MAX_ASKED} devices`;

function whyNothingRuns({ host, wanted, deleting, placementReason }: ChangedDevice): string | undefined {
  if (host === null) return deleting ? 'nothing of it runs' : (placementReason ?? 'not placed on an agent');
  return wanted === 'idle' ? 'nothing runs: the agent is sent a pool when it gets its first VIP' : undefined;
}

function whyNotAsked({ isAdmin, projectId }: CallContext, changed: ChangedDevice): string | undefined {
  if (!isAdmin && changed.projectId !== projectId) return 'the device is one of another project';
  return changed.agentUp === true ? undefined : 'the agent is administratively down';
}

function shown({ files, plan, effect, refusal }: Foreseen) {
  return {
    files: files.map((file) => ({ ...file, diff: textDiff(file.name, file.before ?? '', file.after ?? '') })),
    plan,
    effect: effect === 'noop' ? ('none' as const) : effect,
    refusal,
  };
}

/** The codes of a call that was not worked on, without the names of hosts. */
const SILENCE: Partial<Record<RpcErrorCode, string>> = {
  disconnected: 'the message broker is unreachable',
  timeout: 'the agent does not answer',
  unroutable: 'the agent has no queue on the message broker',
  unknown_method: 'the agent is of a version that has no dry runs',
};
