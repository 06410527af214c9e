import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';

/** Listens, and never accepts. Its argument is the memory that it fills, in MiB: the more, the longer its end takes. */
const HANG = `
import os, socket, sys, time
ballast = b'x' * (int(sys.argv[1]) << 20)
os.path.exists('sock') and os.remove('sock')
listener = socket.socket(socket.AF_UNIX)
listener.bind('sock')
listener.listen(8)
print('listening', flush=True)
time.sleep(600)
`;

/** Starts a process that hangs in place of the HAProxy of a directory: it has its socket, its pid file and its `-C`. */
export async function impersonate(directory: string, memoryMiB = 0): Promise<number | undefined> {
  const child = spawn('python3', ['-c', HANG, `${memoryMiB}`, '-C', directory], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  writeFileSync(`${directory}/pid`, `${child.pid}\n`);
  return child.pid;
}
