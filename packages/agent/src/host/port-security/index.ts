export type { Advertiser } from './listing.ts';
export { PortSecurity } from './port-security.ts';
