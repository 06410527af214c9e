import { isIP } from 'node:net';
import { ConfigError } from '@lbaas/common/runtime';

/** @throws ConfigError when it is no address that other hosts could send to */
export function readTunnelIp(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const isOwnOnly = /^(?:127\.|0\.|::1?$|fe80:)/i.test(text);
  if (isIP(text) !== 0 && !isOwnOnly) return text;
  throw new ConfigError([
    `tunnel_ip: ${JSON.stringify(text)} is not an address that other hosts can send to`,
  ]);
}
