const MAX_QUOTED = 120;

/** A client's value inside an error text: printable, on one line, cut when long. Never throws. */
export function quote(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? kindOf(value) : JSON.stringify(value ?? null);
  return text.length <= MAX_QUOTED ? text : `${text.slice(0, MAX_QUOTED)}...`;
}

/** Objects are not printed: a deeply nested one would exhaust the stack. */
const kindOf = (value: object): string => (Array.isArray(value) ? 'a list' : 'an object');
