import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** ptrace(2): attach stops the process until its tracer lets go of it or ends. */
const ATTACH = `
import ctypes, os, sys
pid = int(sys.argv[1])
ptrace = ctypes.CDLL(None, use_errno=True).ptrace
ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
if ptrace(16, pid, None, None) != 0:
    sys.exit('cannot attach: ' + os.strerror(ctypes.get_errno()))
os.waitpid(pid, 0x40000000)
print('held', flush=True)
sys.stdin.read()
`;

/** Stops a process as a debugger does; it runs on after the returned function, or when this process ends. */
export async function holdAsDebugger(pid: number): Promise<() => Promise<void>> {
  const tracer = spawn('python3', ['-c', ATTACH, String(pid)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(tracer, 'exit');
  await Promise.race([
    once(tracer.stdout, 'data'),
    ended.then(() => Promise.reject(new Error(`process ${pid} cannot be held`))),
  ]);
  return async () => {
    tracer.stdin.end();
    await ended;
  };
}
