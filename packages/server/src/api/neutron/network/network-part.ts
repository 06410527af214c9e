import type { NeutronPart } from '../extensions.ts';
import type { NetworkSettings } from '../../../usecases/network/create-networks.ts';
import { networks } from './networks.ts';
import { ports } from './ports.ts';
import { subnets } from './subnets.ts';

/** The built-in network service: networks, subnets and ports as in Neutron core. */
export const networkPart = (settings: NetworkSettings): NeutronPart => ({
  resources: [networks(settings), subnets, ports],
  extensions: [
    {
      alias: 'provider',
      name: 'Provider Network',
      description: 'Expose mapping of virtual networks to physical networks',
      updated: '2012-09-07T10:00:00-00:00',
    },
    {
      alias: 'external-net',
      name: 'Neutron external network',
      description: 'Adds external network attribute to network resource.',
      updated: '2013-01-14T10:00:00-00:00',
    },
    {
      alias: 'net-mtu',
      name: 'Network MTU',
      description: 'Provides MTU attribute for a network resource.',
      updated: '2015-03-25T10:00:00-00:00',
    },
    {
      alias: 'binding',
      name: 'Port Binding',
      description: 'Expose port bindings of a virtual port to external application',
      updated: '2014-02-03T10:00:00-00:00',
    },
    {
      alias: 'standard-attr-revisions',
      name: 'Resource revision numbers',
      description: 'This extension will display the revision number of neutron resources.',
      updated: '2016-04-11T10:00:00-00:00',
    },
    {
      alias: 'revision-if-match',
      name: 'If-Match constraints based on revision_number',
      description: 'Extension indicating that If-Match based on revision_number is supported.',
      updated: '2016-12-11T00:00:00-00:00',
    },
  ],
});
