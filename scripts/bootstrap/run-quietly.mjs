import { spawn } from 'node:child_process';
import { Failure } from './failure.mjs';
import { ROOT } from './root.mjs';

const LINES_SHOWN = 40;

/** npm prints the cause at the beginning, apt and tsc at the end. */
function excerpt(output) {
  const lines = output.trimEnd().split('\n');
  if (lines.length <= LINES_SHOWN) return lines.join('\n');
  return [...lines.slice(0, LINES_SHOWN / 2), '...', ...lines.slice(-LINES_SHOWN / 2)].join('\n');
}

/** Runs a command without showing its output, unless it fails. @throws Failure with the last lines of the output */
export async function runQuietly(what, argv, { env = {} } = {}) {
  const { code, output } = await run(argv, { ...process.env, ...env });
  if (code === 0) return;
  throw new Failure(`${what} failed (${argv.join(' ')} ended with ${code}):\n${excerpt(output)}`);
}

function run([file, ...args], env) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk) => (output += chunk);
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: error.code, output: error.message }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
}
