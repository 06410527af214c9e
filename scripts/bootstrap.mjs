// Plain Node without dependencies: in a fresh clone this runs before anything is installed.
import { bench } from './bootstrap/bench.mjs';
import { chaos } from './bootstrap/chaos.mjs';
import { Failure } from './bootstrap/failure.mjs';
import { runLab } from './bootstrap/lab.mjs';
import { packages } from './bootstrap/packages.mjs';
import { PREPARE_STEPS, prepare } from './bootstrap/prepare.mjs';
import { readyToStart } from './bootstrap/start-settings.mjs';
import { Steps } from './bootstrap/step.mjs';
import { test } from './bootstrap/test.mjs';

const COMMANDS = {
  start: async (args) => {
    const { auth } = await readyToStart();
    const steps = new Steps(PREPARE_STEPS + 1);
    await prepare(steps, { withKeystone: auth === 'keystone' });
    steps.begin('laboratory');
    await runLab(['start', ...args]);
  },
  stop: (args) => runLab(['stop', ...args]),
  lab: (args) => runLab(args),
  packages,
  test: async (args) => {
    process.exitCode = await test(args);
  },
  chaos: async (args) => {
    process.exitCode = await chaos(args);
  },
  bench: async (args) => {
    process.exitCode = await bench(args);
  },
};

// A reader of only the first lines (`| head`) must not end a lab that is starting.
process.stdout.on('error', () => undefined);

const [name, ...args] = process.argv.slice(2);
const command = COMMANDS[name];
try {
  if (command === undefined) throw new Failure(`Usage: bootstrap.mjs ${Object.keys(COMMANDS).join('|')} ...`);
  await command(args);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
