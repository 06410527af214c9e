import { plural } from '../plural.ts';

export const loadBalancers = {
  title: 'Load balancers',
  one: 'Load balancer',
  create: 'Create load balancer',
  name: 'Name',
  listener: 'Listens on',
  floatingIp: 'Floating IP',
  pool: 'Pool',
  members: 'Members up',
  membersUp: (up: number, total: number) => `${up} of ${total}`,
  noMembers: 'No members',
  noVip: 'No VIP',
  status: 'Status',
  traffic: 'Requests',
  connections: 'Connections',
  perSecond: (n: string) => `${n}/s`,
  trafficOf: (name: string) => `Traffic of ${name} in the last ten minutes`,
  problems: 'With problems',
  shown: 'Which are shown',
  all: 'All',
  searchLabel: 'Filter by name, ID or address',
  emptyTitle: 'No load balancer yet',
  emptyBody:
    'A load balancer takes connections at one address, the VIP, and passes them to the members of its pool. A health monitor takes members out that do not answer.',
  sortProblems: 'Problems first',
  count: (n: number) => plural(n, '# load balancer', '# load balancers'),
};
