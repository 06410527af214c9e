import type { Answer } from '../support/lbaas-v1-client.ts';
import type { Caller } from './caller.ts';
import type { RaceCall } from './race-call.ts';

/** The answers of all callers, and those that no call may get. */
export class Ledger {
  readonly problems: string[] = [];

  async note(call: RaceCall, caller: Caller): Promise<void> {
    await this.guard(call.name, async () => {
      const answer = await call.send(caller);
      if (isForeseen(call, answer)) return;
      this.problems.push(`${call.name}: ${answer.status} ${JSON.stringify(answer.body)}`);
    });
  }

  async guard(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.problems.push(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
}

/** A conditional change may also be refused because the condition does not hold. */
const isForeseen = ({ errors }: RaceCall, { status, type }: Answer): boolean =>
  status < 300 || (status < 500 && (errors.includes(type) || type === 'RevisionNumberConstraintFailed'));
