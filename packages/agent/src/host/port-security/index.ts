export { PortSecurity } from './port-security.ts';
