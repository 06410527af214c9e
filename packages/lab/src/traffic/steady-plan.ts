/** A client that asks for ever, one question after the other. */
export interface SteadyPlan {
  readonly host: string;
  readonly port: number;
  /** `short`: HTTP, a connection for each request. `tcp`: a connection for a few lines, which are echoed. */
  readonly kind: 'short' | 'keep-alive' | 'tcp';
  /** Pause after each answer. */
  readonly pauseMs: number;
}

/** One question, in milliseconds since 1970. */
export interface Asked {
  readonly from: number;
  readonly to: number;
  /** Why there was no good answer. */
  readonly failure?: string;
}
