/** Stands for an object that a hook makes later, and is used as it is. Before that it throws. */
export function lazily<T extends object>(what: string, made: () => T | undefined): T {
  // The cast: it is only asked for the properties of what has been made.
  return new Proxy({} as T, {
    get: (_target, name) => {
      const object = made();
      if (object === undefined) throw new Error(`${what} has not been started`);
      const value: unknown = Reflect.get(object, name, object);
      return typeof value === 'function' ? (value.bind(object) as unknown) : value;
    },
    set: (_target, name, value) => {
      const object = made();
      if (object === undefined) throw new Error(`${what} has not been started`);
      return Reflect.set(object, name, value, object);
    },
  });
}
