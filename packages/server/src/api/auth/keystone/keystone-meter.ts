import type { Metrics } from '@lbaas/common/runtime';
import type { TokenVerdict } from './token-verdicts.ts';

export interface KeystoneMeter {
  /** A verdict was there already. */
  cached(): void;
  /** Runs a question to Keystone and counts what comes of it. */
  asked(question: () => Promise<TokenVerdict>): Promise<TokenVerdict>;
}

export function createKeystoneMeter(metrics: Metrics): KeystoneMeter {
  const cached = metrics.counter(
    'lbaas_keystone_cached_total',
    'Requests whose token was known without asking Keystone.',
  );
  const seconds = metrics.histogram(
    'lbaas_keystone_validation_seconds',
    'Time until a token was validated, by outcome (valid, unauthorized, forbidden, unavailable).',
    ['outcome'],
  );
  return {
    cached: () => cached.inc(),
    asked: async (question) => {
      const end = seconds.startTimer();
      const verdict = await question().catch((error: unknown) => {
        end({ outcome: 'unavailable' });
        throw error;
      });
      end({ outcome: outcomeOf(verdict) });
      return verdict;
    },
  };
}

function outcomeOf(verdict: TokenVerdict): string {
  if (verdict.kind === 'caller') return 'valid';
  return verdict.error.status === 401 ? 'unauthorized' : 'forbidden';
}
