import { SystemdHosts } from '../../../scripts/hosts/systemd-hosts.ts';

// Starts a host with a systemd, and a process beside it; prints the network between them, and waits to be killed.
const hosts = await SystemdHosts.up({ names: ['host-1'], networks: ['10.97.0'] });
await hosts.between('sh', '-c', 'sleep 3600 >/dev/null 2>&1 &');
process.stdout.write(await hosts.between('readlink', '/proc/self/ns/net'));
setInterval(() => undefined, 60_000);
