import type { KeptDevice } from '../../api/operating.ts';

export type KeptReason = 'unknown' | 'newer' | 'moved';

/** What the database does not have on this host, it may have on another: then the device was moved after the dump. */
export const keptReason = ({
  why,
  host,
  placed_on: other,
}: Pick<KeptDevice, 'why' | 'host' | 'placed_on'>): KeptReason =>
  why === 'unknown' && other !== null && other !== host ? 'moved' : why;
