import { addressScript } from '../fabric/fabric-script.ts';
import { guardRules } from '../fabric/guard-rules.ts';
import { mustRun } from '../hosts/run-command.ts';
import { stackHosts } from './stack-hosts.ts';

// Usage: place-host.js HOST INTERFACE: makes this container that host, with its addresses, routes and packet filter.
const [name, interfaceName = ''] = process.argv.slice(2);
const host = stackHosts().find((each) => each.name === name);
if (host === undefined) throw new Error(`the stack has no host ${name}`);

// The way that Docker gives a container out of its network.
await mustRun(['ip', 'route', 'flush', 'default']);
await mustRun(['ip', '-batch', '-'], { stdin: addressScript(host, () => interfaceName) });
if (host.accepts !== undefined) {
  await mustRun(['nft', '-f', '-'], { stdin: guardRules(host.accepts, interfaceName) });
}
