import type { Words } from '../http/words.ts';

/** LBaaS v1 knows a listener by the address that it listens on. */
export const WORDS: Words = { listener: 'vip', floating_ip: 'floatingip' };
