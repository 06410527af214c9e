import { METHODS } from '@lbaas/common/contract';
import type { DryRuns, Writes } from '../../usecases/dry-run/index.ts';
import { Answer, type Call } from '../http/call.ts';
import { type JsonSchema, TEXT_SCHEMA, UUID_SCHEMA, exactly, listOf, orNull } from '../http/json-schema.ts';

/** What a dry run answers instead. @throws what the write throws */
export async function dryRun(
  dryRuns: DryRuns,
  { context }: Call,
  write: (writes: Writes) => Promise<unknown>,
): Promise<unknown> {
  const { result, devices } = await dryRuns.run(context, write);
  return { dry_run: { object: objectOf(result), devices } };
}

/** Every answer of a write is one object, or a list of them, in a wrapper. */
function objectOf(answer: unknown): unknown {
  const body = answer instanceof Answer ? answer.body : answer;
  return typeof body === 'object' && body !== null ? Object.values(body)[0] : null;
}

const { plan, effect } = METHODS.preview_device.result.properties;
// The casts: schemas of the contract are JSON Schemas with a type for the compiler.
export const PLAN_SCHEMA = plan as unknown as JsonSchema;
const EFFECTS = effect.enum.map((how) => (how === 'noop' ? 'none' : how));
export const EFFECT_SCHEMA: JsonSchema = { type: ['string', 'null'], enum: [...EFFECTS, null] };

const FILE = exactly({
  name: TEXT_SCHEMA,
  before: orNull(TEXT_SCHEMA),
  after: orNull(TEXT_SCHEMA),
  diff: { ...TEXT_SCHEMA, description: 'unified; empty when nothing changes' },
});

const DEVICE = exactly({
  device_id: UUID_SCHEMA,
  kind: TEXT_SCHEMA,
  agent_host: { ...orNull(TEXT_SCHEMA), description: 'for admins' },
  generation: { type: 'integer', minimum: 1 },
  files: listOf(FILE),
  plan: PLAN_SCHEMA,
  effect: {
    ...EFFECT_SCHEMA,
    description: 'the costliest thing that is done to what serves; null: not known',
  },
  refusal: {
    ...orNull(TEXT_SCHEMA),
    description: 'why it could not be run, in the words of what would run it',
  },
  reason: { ...orNull(TEXT_SCHEMA), description: 'why no agent has been asked, or has not answered' },
});

/** The answer of every dry run. */
export const DRY_RUN_SCHEMA = exactly({
  dry_run: exactly({
    object: {
      description: 'as it would be; null for what would be gone, a list for a bulk create',
      type: ['object', 'array', 'null'],
    },
    devices: { ...listOf(DEVICE), description: 'those that would have to show the change' },
  }),
});

export const DRY_RUN_PARAMETER: JsonSchema = {
  name: 'dry_run',
  in: 'query',
  description: '`true`: everything is checked, nothing changes, and the answer says what would happen',
  schema: { type: 'string', enum: ['true', 'false'] },
};
