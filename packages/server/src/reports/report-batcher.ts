import type { Args } from '@lbaas/common/contract';
import { DatabaseUnavailable, type UnitOfWork } from '../persistence/index.ts';
import type { Judgement } from './judge-report.ts';
import { recordReports } from './record-reports.ts';

type Report = Args<'update_status'>;

interface Waiting {
  readonly report: Report;
  readonly resolve: (judgement: Judgement) => void;
  readonly reject: (error: unknown) => void;
}

/** A lock that an API call holds on one device must not keep the reports of all others waiting. */
const GROUPS_AT_ONCE = 2;
const GROUP_SIZE = 32;

/**
 * Writes what agents report, one transaction for all that has come while the ones before were written: a report alone
 * does not wait, and a burst costs a fraction of a transaction each. Reports of one device keep their order.
 * A group that fails is repeated one by one, so that a report which cannot be written fails alone.
 */
export class ReportBatcher {
  readonly #unitOfWork: Pick<UnitOfWork, 'transaction'>;
  readonly #waiting: Waiting[] = [];
  readonly #devices = new Set<string>();
  #groups = 0;

  constructor(unitOfWork: Pick<UnitOfWork, 'transaction'>) {
    this.#unitOfWork = unitOfWork;
  }

  /** @returns what became of it, committed. @throws DatabaseUnavailable */
  write(report: Report): Promise<Judgement> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ report, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#groups >= GROUPS_AT_ONCE) return;
    const group = this.#take();
    if (group.length === 0) return;
    this.#groups += 1;
    void this.#settle(group).finally(() => {
      this.#groups -= 1;
      for (const { report } of group) this.#devices.delete(report.device_id);
      this.#next();
    });
  }

  /** The oldest that wait, at most one of a device, and none of a device that is being written. */
  #take(): readonly Waiting[] {
    const group: Waiting[] = [];
    const left = this.#waiting.splice(0).filter((waiting) => {
      const { device_id } = waiting.report;
      if (group.length >= GROUP_SIZE || this.#devices.has(device_id)) return true;
      this.#devices.add(device_id);
      group.push(waiting);
      return false;
    });
    this.#waiting.push(...left);
    return group;
  }

  /** Never rejects: each waiting caller gets the judgement or the error. */
  async #settle(group: readonly Waiting[]): Promise<void> {
    try {
      const judgements = await this.#record(group);
      group.forEach(({ resolve }, index) => resolve(judgements[index] as Judgement));
    } catch (error) {
      if (group.length === 1 || error instanceof DatabaseUnavailable) {
        for (const { reject } of group) reject(error);
      } else {
        for (const one of group) await this.#settle([one]);
      }
    }
  }

  #record(group: readonly Waiting[]): Promise<readonly Judgement[]> {
    return this.#unitOfWork.transaction((tx) =>
      recordReports(
        tx,
        group.map(({ report }) => report),
      ),
    );
  }
}
