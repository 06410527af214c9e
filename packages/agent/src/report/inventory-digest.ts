import { createHash } from 'node:crypto';

export interface InventoryItem {
  readonly deviceId: string;
  readonly epoch: number;
  readonly observedGeneration: number;
}

/** 16 hex digits over what a host runs, whatever the order of the items. */
export function inventoryDigest(items: readonly InventoryItem[]): string {
  const lines = items.map((item) => `${item.deviceId} ${item.epoch} ${item.observedGeneration}\n`);
  return createHash('sha256').update(lines.sort().join('')).digest('hex').slice(0, 16);
}
