/** The environment of this process without proxy settings: no proxy can be reached from a host. */
export function hostEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)));
}
