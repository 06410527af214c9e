/** What kind of object was found. */
export const search = {
  loadbalancer: 'Load balancer',
  pool: 'Pool',
  vip: 'VIP',
  member: 'Member',
  health_monitor: 'Health monitor',
  network: 'Network',
  subnet: 'Subnet',
  port: 'Port',
  router: 'Router',
  floatingip: 'Floating IP',
  agent: 'Agent',
};
