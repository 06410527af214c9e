import type { ConfigFile } from './files/config-file.ts';
import type { DeviceFiles } from './files/device-files.ts';
import { NEVER_STARTED, type ObservedHaproxy, PROCESS_GONE } from './model/types.ts';
import type { DeviceProcesses } from './process/device-processes.ts';
import { parseProcessInfo } from './runtime/process-info.ts';
import { nobodyListens } from './runtime/runtime-session.ts';
import type { RuntimeSocket } from './runtime/runtime-socket.ts';
import { parseServerState } from './runtime/server-state.ts';

interface Seen {
  readonly config: ConfigFile;
  readonly processes: Pick<DeviceProcesses, 'owns' | 'isInside'>;
}

/**
 * What an observation would plan with. Whoever runs beside the process, and what is amiss with it, is left to the next
 * observation; a process that does not answer is an error here, and nobody ends it.
 */
export async function peekHaproxy(
  files: DeviceFiles,
  socket: Pick<RuntimeSocket, 'run'>,
  { config, processes }: Seen,
): Promise<ObservedHaproxy> {
  if (!files.exist) return { running: false, reason: NEVER_STARTED };
  try {
    const [info = '', state = ''] = await socket.run(['show info', 'show servers state']);
    const { pid, generation, structure } = parseProcessInfo(info);
    if (processes.owns(pid) && processes.isInside(pid)) {
      const sections = await config.sectionsOf(structure);
      const servers = parseServerState(state);
      return { running: true, pid, generation, structure, sections, servers, oldPids: [] };
    }
  } catch (error) {
    if (!nobodyListens(error)) throw error;
  }
  const reason = (await config.read()) === undefined ? NEVER_STARTED : PROCESS_GONE;
  return { running: false, reason };
}
