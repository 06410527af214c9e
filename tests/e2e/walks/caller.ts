import { randomUUID } from 'node:crypto';
import { sleep } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import type { Project } from './model.ts';
import type { Step } from './step.ts';

type Answer = Awaited<ReturnType<Lab['api']>>;

const GIVE_UP_MS = 60_000;

/** Repeats a call until it is answered, whatever is down in the meantime, and updates the model. */
export async function take(lab: Lab, project: Project, step: Step): Promise<void> {
  const { answer, isRepeated } = await answered(lab, project, step);
  const { status, body } = answer;
  const code = status < 300 ? undefined : codeOf(body);
  // If the answer to a delete was lost, its repetition finds nothing.
  const isDone =
    code === undefined ||
    (isRepeated && step.method === 'DELETE' && status === 404 && step.refusals.length === 0);
  const exchange = `${step.method} ${step.path} ${JSON.stringify(step.body ?? {})}: ${status} ${JSON.stringify(body)}`;
  if (isDone) {
    if (step.refusals.length > 0) throw new Error(`should be ${step.refusals.join(' or ')}: ${exchange}`);
    step.done(body === undefined ? {} : (Object.values(body as object)[0] as Record<string, unknown>));
  } else if (![...step.refusals, ...(step.mayRefuse ?? [])].includes(code ?? '')) {
    throw new Error(`should be ${step.refusals.join(' or ') || 'done'}: ${exchange}`);
  }
}

async function answered(
  lab: Lab,
  project: Project,
  { method, path, body, asAdmin = false }: Step,
): Promise<{ readonly answer: Answer; readonly isRepeated: boolean }> {
  const headers = {
    ...(asAdmin ? {} : { 'x-project-id': project.name, 'x-roles': 'member' }),
    ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
  };
  const giveUpAt = performance.now() + GIVE_UP_MS;
  for (let attempt = 0; ; attempt += 1) {
    const answer = await lab.api(method, path, body, headers).catch((error: unknown) => error as Error);
    const isAnswer = !(answer instanceof Error) && answer.status !== 503;
    if (isAnswer) return { answer, isRepeated: attempt > 0 };
    if (performance.now() > giveUpAt)
      throw new Error(`${method} ${path}: ${answer instanceof Error ? answer.message : answer.status}`);
    await sleep(50);
  }
}

const codeOf = (body: unknown): string =>
  (body as { NeutronError?: { type: string } }).NeutronError?.type ?? 'no error';
