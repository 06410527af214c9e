import { randomUUID } from 'node:crypto';
import { sleep } from '@lbaas/common/runtime';
import type { ApiAnswer, Lab } from '@lbaas/lab';
import type { Edit, EditRecord } from './edit.ts';
import { type Call, type Objects, callOf, headersOf, insideOf } from './objects.ts';

/** An edit that nobody takes for so long is given up: then the API has not come back. */
const GIVE_UP_MS = 150_000;

interface Maker {
  readonly lab: Lab;
  readonly objects: Objects;
  /** When the storm began, in the time of performance.now(). */
  readonly begin: number;
  readonly onDone: (record: EditRecord) => void;
}

/** The edits of one project, one after the other; each is tried again at any server until it is answered. */
export async function makeEdits(edits: readonly Edit[], maker: Maker): Promise<void> {
  for (const edit of edits) {
    const waitMs = maker.begin + edit.atMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const record = await made(edit, maker);
    maker.onDone(record);
    // What comes after it counts on it.
    if (record.acknowledgedAt === undefined) return;
  }
}

async function made(edit: Edit, { lab, objects }: Maker): Promise<EditRecord> {
  const call = callOf(edit, objects);
  const headers = {
    ...headersOf(edit.project),
    ...(call.method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
  };
  const giveUpAt = performance.now() + GIVE_UP_MS;
  let unanswered = 0;
  for (let attempts = 1; ; attempts += 1) {
    const server = lab.servers[attempts % lab.servers.length];
    const answer = await server
      ?.api(call.method, call.path, call.body, headers)
      .catch((error: unknown) => error as Error);
    const record = { ...edit, attempts, unanswered };
    const verdict = judge(call, answer, unanswered > 0);
    if (verdict === 'done') {
      const body = answer instanceof Error ? {} : insideOf(answer?.body);
      if (edit.verb === 'create') objects.set(edit.project, edit.name, body);
      const id = edit.kind === 'association' ? edit.name : objects.id(edit.project, edit.name);
      return { ...record, acknowledgedAt: Date.now(), id };
    }
    if (verdict === 'refused') return { ...record, refusal: wordsOf(call, answer) };
    unanswered += 1;
    if (performance.now() > giveUpAt) return { ...record, unanswered };
    await sleep(100);
  }
}

/** If the answer to a delete or to an association was lost, its repetition finds it done. */
function judge(
  { method, path }: Call,
  answer: ApiAnswer | Error | undefined,
  isRepeated: boolean,
): 'done' | 'refused' | 'again' {
  if (answer === undefined || answer instanceof Error || answer.status === 503) return 'again';
  if (answer.status < 300) return 'done';
  const isDelete = method === 'DELETE' && answer.status === 404;
  const isAssociation = method === 'POST' && path.endsWith('/health_monitors') && answer.status === 409;
  return isRepeated && (isDelete || isAssociation) ? 'done' : 'refused';
}

const wordsOf = ({ method, path, body }: Call, answer: ApiAnswer | Error | undefined): string => {
  const said = answer instanceof Error ? answer.message : `${answer?.status} ${JSON.stringify(answer?.body)}`;
  return `${method} ${path} ${JSON.stringify(body ?? {})}: ${said}`;
};
