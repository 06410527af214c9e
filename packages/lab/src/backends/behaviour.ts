/** How a back end answers; what the control endpoint changes. */
export interface Behaviour {
  /** Status code of every page. */
  status: number;
  /** Waits before each answer, in milliseconds. */
  delayMs: number;
}

export const DEFAULT_BEHAVIOUR: Readonly<Behaviour> = { status: 200, delayMs: 0 };

/** Applies a query string; unknown names and values that are not numbers are ignored. */
export function applyBehaviour(behaviour: Behaviour, query: URLSearchParams): void {
  const status = Number(query.get('status') ?? Number.NaN);
  const delayMs = Number(query.get('delayMs') ?? Number.NaN);
  if (Number.isInteger(status) && status >= 200 && status <= 599) behaviour.status = status;
  if (Number.isInteger(delayMs) && delayMs >= 0) behaviour.delayMs = delayMs;
}
