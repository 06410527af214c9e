import { startBrokers, startDatabases } from '../lab/lab-backing.ts';
import { startMachine } from './machine-fixture.ts';

// A process for a test to kill: starts a machine with its backing services, prints its run directory and waits.
const { run, machine } = await startMachine();
const control = machine.host('control');
await Promise.all([
  startDatabases(run, control, { count: 1, durable: false }),
  startBrokers(run, control, { count: 1, agents: [] }),
]);
await machine.host('client').spawn(['sleep', '1000']);
console.log(JSON.stringify(run));
setInterval(() => undefined, 60_000);
