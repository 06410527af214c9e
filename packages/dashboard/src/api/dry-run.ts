import { call } from './call.ts';

export type StepClass = 'runtime' | 'reload' | 'start' | 'stop' | 'plug' | 'unplug' | 'port' | 'remove';

/** What an agent would do with one device, as the API answers it with `dry_run=true`. */
export interface ForeseenDevice {
  readonly device_id: string;
  readonly files: readonly { readonly name: string; readonly diff: string }[];
  readonly plan: readonly {
    readonly step: string;
    readonly class: StepClass;
    readonly reason: string | null;
  }[];
  /** null: something runs, and nobody could be asked. */
  readonly effect: 'none' | 'runtime' | 'reload' | 'start' | 'stop' | null;
  readonly refusal: string | null;
  readonly reason: string | null;
}

interface Asked {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body: unknown;
}

/** What a call would do. @throws ApiError that the call itself would be answered with */
export async function dryRun({ method, path, body }: Asked): Promise<readonly ForeseenDevice[]> {
  const query = { dry_run: true };
  const answer = await call<{ dry_run: { devices: readonly ForeseenDevice[] } }>(method, path, {
    query,
    body,
  });
  return answer.dry_run.devices;
}
