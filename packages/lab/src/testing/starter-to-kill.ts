import { startBroker, startDatabase } from '../lab/lab-backing.ts';
import { startMachine } from './machine-fixture.ts';

// A process for a test to kill: starts a machine with its backing services, prints its run directory and waits.
const { run, machine } = await startMachine();
const control = machine.host('control');
await Promise.all([startDatabase(run, control, false), startBroker(run, control)]);
await machine.host('client').spawn(['sleep', '1000']);
console.log(JSON.stringify(run));
setInterval(() => undefined, 60_000);
