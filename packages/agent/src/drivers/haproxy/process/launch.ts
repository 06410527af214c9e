import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DeviceFiles, FILES, writeAtomically } from '../files/device-files.ts';
import { HaproxyError, HaproxyRefused } from '../model/errors.ts';
import { pingScript, pingScriptName } from '../render/render-monitor.ts';
import type { ExecResult, NetnsExec, RenderedHaproxy } from '../model/types.ts';

export interface LaunchContext {
  readonly netns: NetnsExec;
  readonly namespace: string;
  readonly binary: string;
  readonly files: DeviceFiles;
  readonly scriptsDir: string;
}

/** How a launch takes over from processes that run. */
export interface Takeover {
  /** Fetch the listening sockets from the process behind the runtime socket: no connection is refused. */
  readonly sockets: boolean;
  /** Processes that HAProxy tells to finish what they have. */
  readonly pids: readonly number[];
}

const LAUNCH_DEADLINE_MS = 15_000;

/**
 * Starts HAProxy on the candidate file. It parses, binds and forks before it returns, and touches the processes it
 * takes over from only after that: a configuration that does not work changes nothing.
 */
export async function launch(
  context: LaunchContext,
  rendered: RenderedHaproxy,
  from: Takeover,
): Promise<void> {
  const { files } = context;
  await Promise.all([
    files.write(FILES.candidate, rendered.text),
    writeScripts(context.scriptsDir, rendered.pingTimeoutsS),
  ]);
  const takeover = [
    ...(from.sockets ? ['-x', FILES.socket] : []),
    ...(from.pids.length > 0 ? ['-sf', ...from.pids.map(String)] : []),
  ];
  const result = await run(context, ['-f', FILES.candidate, '-D', '-p', FILES.pid, ...takeover]);
  if (result.code !== 0) throw launchFailure(result);
}

/** `haproxy -c`: nothing is started. Throws HaproxyRefused. */
export async function checkConfiguration(context: LaunchContext, rendered: RenderedHaproxy): Promise<void> {
  await context.files.write(FILES.checked, rendered.text);
  const result = await run(context, ['-c', '-f', FILES.checked]);
  await context.files.forget(FILES.checked);
  if (result.code !== 0) throw new HaproxyRefused(alerts(result));
}

const run = (
  { netns, namespace, binary, files }: LaunchContext,
  args: readonly string[],
): Promise<ExecResult> =>
  netns.exec(namespace, [binary, '-C', files.directory, ...args], { deadlineMs: LAUNCH_DEADLINE_MS });

/** Where every account may look, because HAProxy runs them after it has given up its privileges. */
async function writeScripts(scriptsDir: string, timeoutsS: readonly number[]): Promise<void> {
  if (timeoutsS.length === 0) return;
  await mkdir(scriptsDir, { recursive: true, mode: 0o755 });
  for (const timeoutS of timeoutsS) {
    writeAtomically(join(scriptsDir, pingScriptName(timeoutS)), pingScript(timeoutS), 0o755);
  }
}

function launchFailure(result: ExecResult): HaproxyError {
  const message = alerts(result);
  return message.includes('config : ')
    ? new HaproxyRefused(message)
    : new HaproxyError('start_failed', message);
}

/** HAProxy's own words: its alerts without the process id, or all it said when there is none. */
export function alerts({ stderr, stdout, code }: ExecResult): string {
  const lines = `${stderr}\n${stdout}`.split('\n').filter((line) => line.includes('[ALERT]'));
  const words = lines.map((line) => line.replace(/^\[ALERT\]\s*\(\d+\) : /, '').trim());
  return words.join('; ') || stderr.trim() || `haproxy ended with code ${code}`;
}
