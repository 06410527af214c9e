import { type Answers, type Step, resolve } from '../../calls/index.ts';

/** A creation with its steps, as it is kept while it runs and over a reload of the page. */
export interface Creation {
  readonly steps: readonly Step[];
  /** The Idempotency-Key of each step, by its key: a repeat gets the first answer again. */
  readonly keys: Readonly<Record<string, string>>;
  readonly answers: Answers;
  readonly state: 'running' | 'stopped' | 'done' | 'removing' | 'removed';
}

/** What makes one call, such as `request`. */
export type Request = (call: {
  readonly method: Step['method'];
  readonly path: string;
  readonly body: unknown;
  readonly key?: string;
}) => Promise<Record<string, unknown>>;

export const startOf = (steps: readonly Step[], newKey: () => string): Creation => ({
  steps,
  keys: Object.fromEntries(steps.map(({ key }) => [key, newKey()])),
  answers: {},
  state: 'running',
});

/** The first step that has no answer. */
export const nextOf = ({ steps, answers }: Creation): Step | undefined =>
  steps.find(({ key }) => answers[key] === undefined);

/** One step further. @throws ApiError when the API refuses; the creation stays as it is */
export async function advance(creation: Creation, request: Request): Promise<Creation> {
  const step = nextOf(creation);
  if (step === undefined) return { ...creation, state: 'done' };
  const { path, body } = resolve(step, creation.answers);
  const key = creation.keys[step.key];
  const answer = await request({
    method: step.method,
    path,
    body,
    ...(key === undefined ? {} : { key }),
  });
  const answers = { ...creation.answers, [step.key]: answer };
  const next = { ...creation, answers };
  return { ...next, state: nextOf(next) === undefined ? 'done' : 'running' };
}

/** Steps that made an object which is still there, the latest first. Members go with their pool. */
export function standing({ steps, answers }: Creation): readonly Step[] {
  return steps.filter(({ key }) => answers[key] !== undefined).toReversed();
}

const REMOVED_WITH_POOL: ReadonlySet<Step['kind']> = new Set(['member']);

/**
 * Ends one object: floating IP, association, monitor, VIP, pool. What was there before (a floating IP that was only
 * pointed) is let go.
 * @throws ApiError when the API refuses; what is gone already counts as ended
 */
export async function takeBackOne(
  creation: Creation,
  request: Request,
  isGone: (error: unknown) => boolean,
): Promise<Creation> {
  const [step] = standing(creation);
  if (step === undefined) return { ...creation, state: 'removed' };
  const call = undoOf(step, creation.answers);
  if (call !== undefined)
    await request(call).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  const { [step.key]: _, ...answers } = creation.answers;
  const left = { ...creation, answers };
  return { ...left, state: standing(left).length === 0 ? 'removed' : 'removing' };
}

function undoOf(step: Step, answers: Answers): Parameters<Request>[0] | undefined {
  if (REMOVED_WITH_POOL.has(step.kind)) return undefined;
  const { path, body } = resolve(step, answers);
  if (step.method === 'PUT') return { method: 'PUT', path, body: { floatingip: { port_id: null } } };
  const id =
    step.kind === 'association'
      ? (body as { health_monitor: { id: string } }).health_monitor.id
      : String(answers[step.key]?.['id']);
  return { method: 'DELETE', path: `${path}/${id}`, body: undefined };
}
