import { DriverError, type FailureNature } from '../drivers/index.ts';
import { HostError } from '../host/index.ts';

/** Why an attempt has not reached the device. */
export interface Failure {
  readonly words: string;
  /** The next attempt, some milliseconds later, may overcome it. */
  readonly mayPass: boolean;
  /** When it is worth another attempt; undefined = ever later, at least every 30 s. */
  readonly retryInMs?: number;
}

/** The contract takes 4096 characters. */
const WORDS_LENGTH = 4000;

const FINAL: ReadonlySet<HostError['code']> = new Set(['not_configured', 'name_taken']);

function natureOf(error: unknown): FailureNature {
  if (error instanceof DriverError) return error.nature;
  return error instanceof HostError && FINAL.has(error.code) ? 'final' : 'passing';
}

/** The former owner of an address may be about to leave; one probe costs some milliseconds of CPU. */
const TAKEN_RETRY_MS = 2_000;

const WAITING: ReadonlySet<HostError['code']> = new Set(['address_taken', 'silenced']);
const waitsForOthers = (error: unknown): boolean => error instanceof HostError && WAITING.has(error.code);

/** Whether what runs has not answered; asking it again takes seconds too. */
export const isUnanswered = (error: unknown): boolean => ['silent', 'hung'].includes(natureOf(error));

export function failureOf(error: unknown): Failure {
  const words = error instanceof Error ? error.message : String(error);
  const nature = natureOf(error);
  if (waitsForOthers(error)) return { words, mayPass: false, retryInMs: TAKEN_RETRY_MS };
  return { words: words.slice(0, WORDS_LENGTH), mayPass: nature === 'passing' || nature === 'silent' };
}
