/** An attribute of what an earlier step answered. */
export interface Ref {
  readonly ref: string;
  readonly field: string;
}

export type Value =
  string | number | boolean | null | Ref | { readonly [name: string]: Value } | readonly Value[];

export type Body = Readonly<Record<string, Value>>;

/** What a step makes, changes or ends: decides how a command line names it. */
export type Kind = 'pool' | 'vip' | 'member' | 'health_monitor' | 'association' | 'floatingip';

/** One call of the API, as it will be made; its answer is known to later steps by `key`. */
export interface Step {
  readonly key: string;
  readonly kind: Kind;
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /** Joined without a separator. */
  readonly path: readonly (string | Ref)[];
  /** What the body is wrapped in: `{"vip": {...}}`. */
  readonly wrapper?: string;
  readonly body?: Body;
  /** What it is called on the screen. */
  readonly name: string;
}

export const idOf = (ref: string): Ref => ({ ref, field: 'id' });

export const isRef = (value: Value | undefined): value is Ref =>
  typeof value === 'object' && value !== null && 'ref' in value && 'field' in value;

export type Answers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface ResolvedStep {
  readonly path: string;
  readonly body: unknown;
}

/** With the answers in the place of references. @throws Error when an answer is missing */
export function resolve({ path, wrapper, body }: Step, answers: Answers): ResolvedStep {
  const textOf = (part: string | Ref): string => (isRef(part) ? String(answerOf(part, answers)) : part);
  return {
    path: path.map(textOf).join(''),
    body: wrapper === undefined ? undefined : { [wrapper]: valueOf(body ?? {}, answers) },
  };
}

function valueOf(value: Value, answers: Answers): unknown {
  if (isRef(value)) return answerOf(value, answers);
  if (Array.isArray(value)) return value.map((each: Value) => valueOf(each, answers));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, valueOf(each, answers)]));
}

function answerOf({ ref, field }: Ref, answers: Answers): unknown {
  const answer = answers[ref]?.[field];
  if (answer === undefined) throw new Error(`no ${field} of ${ref}`);
  return answer;
}

/** Every reference of a step. */
export function refsOf({ path, body }: Step): readonly Ref[] {
  return [...path.filter((part) => typeof part !== 'string'), ...refsIn(body ?? {})];
}

function refsIn(value: Value): readonly Ref[] {
  if (isRef(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((each: Value) => refsIn(each));
}
