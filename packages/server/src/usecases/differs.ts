/** Whether a change names a value that is not the current one. What is undefined is not changed. */
export function differs<T extends object>(
  current: T,
  changes: { readonly [K in keyof T]?: T[K] | undefined },
): boolean {
  return (Object.keys(changes) as (keyof T)[]).some(
    (key) => changes[key] !== undefined && changes[key] !== current[key],
  );
}
