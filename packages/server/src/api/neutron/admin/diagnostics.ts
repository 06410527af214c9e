import type { Metrics } from '@lbaas/common/runtime';
import { countInstallation } from '../../../devices/installation-counts.ts';
import type { Liveness } from '../../../devices/liveness.ts';
import type { UnitOfWork } from '../../../persistence/index.ts';
import { requireAdmin } from '../../../usecases/agents/hosting-agent.ts';
import type { CallDefinition } from '../../http/call.ts';
import { type JsonSchema, TEXT_SCHEMA, exactly, listOf } from '../../http/json-schema.ts';

export interface DiagnosticsOptions extends Liveness {
  readonly unitOfWork: UnitOfWork;
  /** @default none, so there are no counters */
  readonly metrics?: Pick<Metrics, 'read'> | undefined;
  /** undefined while the broker cannot say. @default it never can */
  readonly countDeadLetters?: (() => Promise<number | undefined>) | undefined;
}

/** Of this server: those that stay 0, or near it, while all is well. */
const WATCHED = [
  'lbaas_rpc_dead_letters_total',
  'lbaas_api_refused_total',
  'lbaas_api_waiting',
  'lbaas_event_streams',
] as const;

const COUNT: JsonSchema = { type: 'integer', minimum: 0 };

const ANSWER = exactly({
  diagnostics: exactly({
    dead_letters: {
      type: ['integer', 'null'],
      description: 'messages in the dead queue, of all servers and agents; null: the broker cannot say',
    },
    devices: exactly({
      total: COUNT,
      unplaced: { ...COUNT, description: 'wait for an agent that can run them' },
      held_back: { ...COUNT, description: 'wait to be sent to their agent' },
      failed: { ...COUNT, description: 'their agent could not make the last change' },
      incidents: { ...COUNT, description: 'ended or were harmed within the last hour' },
      kept: { ...COUNT, description: 'run as they are, whatever the restored database says' },
    }),
    agents: exactly({
      total: COUNT,
      silent: { ...COUNT, description: 'do not report, or do not receive' },
      disabled: COUNT,
    }),
    since: { type: 'string', format: 'date-time', description: 'start of the server that answers' },
    counters: {
      ...listOf(
        exactly({
          name: { type: 'string', enum: WATCHED },
          labels: { type: 'object', additionalProperties: TEXT_SCHEMA },
          value: { type: 'number', minimum: 0 },
        }),
      ),
      description: 'of the server that answers, as in /metrics; those that are 0 are left out',
    },
  }),
});

/** GET /diagnostics: what an operator should worry about, without a monitoring system. */
export const diagnosticsCall = (options: DiagnosticsOptions): CallDefinition => ({
  method: 'GET',
  path: '/diagnostics',
  docs: {
    summary: 'Show what an operator should worry about (admins only)',
    tag: 'diagnostics',
    answer: ANSWER,
  },
  run: async ({ context }) => {
    requireAdmin(context, 'get_diagnostics');
    return { diagnostics: await diagnose(options) };
  },
});

async function diagnose(options: DiagnosticsOptions): Promise<unknown> {
  const { unitOfWork, agentDownAfterMs, metrics, countDeadLetters } = options;
  const [counts, deadLetters, counters] = await Promise.all([
    unitOfWork.statements((tx) => countInstallation(tx, { agentDownAfterMs })),
    countDeadLetters?.(),
    Promise.all(WATCHED.map((name) => countersOf(metrics, name))),
  ]);
  return {
    dead_letters: deadLetters ?? null,
    ...counts,
    since: new Date(performance.timeOrigin).toISOString(),
    counters: counters.flat(),
  };
}

async function countersOf(metrics: DiagnosticsOptions['metrics'], name: string): Promise<readonly unknown[]> {
  const values = (await metrics?.read(name)) ?? [];
  return values.filter(({ value }) => value > 0).map((each) => ({ name, ...each }));
}
