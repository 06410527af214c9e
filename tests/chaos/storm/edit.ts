/** Objects by symbolic names, so a schedule needs no answer of the API. */
export type Kind = 'pool' | 'vip' | 'member' | 'monitor' | 'association' | 'floating-ip';
export type ProjectName = 'a' | 'b';

/** `@name` stands for the id of an object, `@name.attribute` for an attribute of the answer to its create. */
export type Values = Readonly<Record<string, unknown>>;

/** One call that must succeed, whatever else fails. */
export interface Edit {
  /** Not before so many milliseconds of the storm, and not before the edit of the project that precedes it. */
  readonly atMs: number;
  readonly project: ProjectName;
  readonly verb: 'create' | 'update' | 'delete';
  readonly kind: Kind;
  readonly name: string;
  readonly values: Values;
  /** The pool whose balancer shows it. */
  readonly pool?: string;
  /** Whether HAProxy needs another process for it; otherwise it is changed at run time, or shows nothing. */
  readonly reloads: boolean;
}

/** What became of an edit. */
export interface EditRecord extends Edit {
  readonly attempts: number;
  /** Attempts without an answer, or with 503: whether they were done is not known. */
  readonly unanswered: number;
  /** Of its 2xx, in milliseconds since 1970. */
  readonly acknowledgedAt?: number;
  /** The answer that refused it. */
  readonly refusal?: string;
  readonly id?: string;
}
