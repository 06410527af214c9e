import type { Listener } from '../../api/objects.ts';

/** A command that asks the load balancer once, from where its address can be reached. */
export function tryCommand(vip: Listener, floating: string | null): string {
  const address = floating ?? vip.address;
  const host = address.includes(':') ? `[${address}]` : address;
  const port = vip.protocol_port;
  if (vip.protocol === 'HTTP') return `curl -i http://${host}:${port}/`;
  if (vip.protocol === 'HTTPS') return `curl -ik https://${host}:${port}/`;
  return `nc -v ${address} ${port}`;
}
