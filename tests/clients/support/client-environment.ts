const STRANGE = /^(OS_|PYTHON)|proxy$/i;

/** Our environment without what would lead the client elsewhere: it refuses credentials it has no use for. */
export function clientEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !STRANGE.test(name));
  return { ...Object.fromEntries(inherited), LC_ALL: 'C.UTF-8', ...settings };
}

/** Without Keystone: every service is found at one address. */
export const withoutKeystone = (apiUrl: string): NodeJS.ProcessEnv =>
  clientEnvironment({ OS_AUTH_TYPE: 'none', OS_ENDPOINT: apiUrl });
