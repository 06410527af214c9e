import { MAX_PER_KIND } from '../fabric/address-plan.ts';
import { CliError } from './cli-error.ts';

export interface StartSettings {
  readonly apiPort: number;
  readonly agents: number;
}

const DEFAULT_API_PORT = 9696;
const DEFAULT_AGENTS = 2;

/** The settings in the environment. @throws CliError that names the variable and its possible values */
export function startSettings(env: NodeJS.ProcessEnv): StartSettings {
  return {
    apiPort: integer(env, 'LBAAS_API_PORT', { fallback: DEFAULT_API_PORT, least: 0, most: 65_535 }),
    agents: integer(env, 'LBAAS_LAB_AGENTS', { fallback: DEFAULT_AGENTS, least: 1, most: MAX_PER_KIND }),
  };
}

interface Range {
  readonly fallback: number;
  readonly least: number;
  readonly most: number;
}

function integer(env: NodeJS.ProcessEnv, name: string, { fallback, least, most }: Range): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new CliError(`${name} must be a number from ${least} to ${most}, not "${text}".`);
}
