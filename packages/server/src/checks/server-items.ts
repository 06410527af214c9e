import { brokerItems } from '@lbaas/common/amqp';
import { type CheckItem, note, portItem } from '@lbaas/common/runtime';
import { databaseAddress } from '../config/database-settings.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { databaseItems } from './database-items.ts';

/** What `lbaas-server check` looks at, in this order; nothing is changed by it. */
export const serverItems = (config: ServerConfig): readonly CheckItem[] => [
  ...databaseItems(databaseAddress(config)),
  ...brokerItems(config),
  apiPortItem(config),
];

function apiPortItem({ api_fd: fd, api_host: address, api_port: port }: ServerConfig): CheckItem {
  const name = 'API port';
  if (fd !== undefined)
    return { name, look: () => note(`opened by whoever starts the server (LBAAS_API_FD=${fd})`) };
  return portItem(name, { address, port, settings: { address: 'LBAAS_API_HOST', port: 'LBAAS_API_PORT' } });
}
