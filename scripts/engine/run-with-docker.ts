import { spawn } from 'node:child_process';
import { lackOfEngine } from './lack-of-engine.ts';
import { PrivateEngine } from './private-engine.ts';
import { succeeds } from './run.ts';

/** Why nothing of Docker can run on this machine, for the tests that need it; they are skipped then. */
const LACK = 'LB_LACK_OF_DOCKER';

/**
 * Runs a command with the machine's Docker, or where there is none with an engine of its own, which ends with it.
 * @returns its exit code
 */
export async function runWithDocker(command: readonly string[]): Promise<number> {
  if (await hasDocker()) return run(command, {});
  const lack = await lackOfEngine();
  if (lack !== undefined) return run(command, { [LACK]: lack });
  const engine = new PrivateEngine((line) => console.log(`[engine] ${line}`));
  try {
    await engine.start();
    return await run(engine.inside(command), engine.environment);
  } catch (error) {
    console.error(`[engine] ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await engine.stop();
  }
}

/** The command alone is not enough: it may be there without an engine, or without compose. */
const hasDocker = async (): Promise<boolean> =>
  (await succeeds(['docker', 'compose', 'version'])) && (await succeeds(['docker', 'version']));

/** Signals are passed on: whoever ends this process wants the command to end, and the engine after it. */
function run([file = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => child.kill(signal));
    }
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
