import { expect } from 'chai';
import type { Topology } from '../../api/topology.ts';
import { neighboursOf, pictureOf } from './picture.ts';

const network = (id: string, external = false) => ({
  id,
  name: id,
  external,
  subnets: [{ id: `${id}-subnet`, name: '', cidr: '10.0.0.0/24' }],
});
const router = (id: string, to: string, status = 'ACTIVE') => ({
  id,
  name: id,
  status,
  external_network_id: 'office',
  gateway_ip: '192.0.2.1',
  interfaces: [
    { network_id: to, ip_address: '10.0.0.1' },
    { network_id: to, ip_address: '10.0.1.1' },
  ],
});
const TOPOLOGY: Topology = {
  networks: [network('office', true), network('lonely'), network('b'), network('a')],
  routers: [router('r-a', 'a'), router('r-b', 'b', 'ERROR')],
  floating_ips: [
    {
      id: 'f',
      address: '192.0.2.9',
      router_id: 'r-a',
      port_id: 'port',
      fixed_ip_address: '10.0.0.5',
      status: 'ACTIVE',
    },
  ],
  loadbalancers: [
    { id: 'lb-b', name: 'b', severity: 3, network_id: 'b', address: '10.0.0.6', port_id: 'other' },
    { id: 'lb-a', name: 'a', severity: 0, network_id: 'a', address: '10.0.0.5', port_id: 'port' },
    { id: 'lb-x', name: 'x', severity: 0, network_id: 'hidden', address: '10.9.0.5', port_id: 'x' },
  ],
};

describe('the picture of networks', () => {
  const picture = pictureOf(TOPOLOGY);
  const idsOf = (layer: keyof typeof picture.layers) => picture.layers[layer].map(({ id }) => id);

  it('has the outside at the top, and each layer in the order of what it hangs on', () => {
    expect(idsOf('external')).to.deep.equal(['office']);
    expect(idsOf('router')).to.deep.equal(['r-a', 'r-b']);
    expect(idsOf('network')).to.deep.equal(['a', 'b', 'lonely']);
    expect(idsOf('loadbalancer')).to.deep.equal(['lb-a', 'lb-b', 'lb-x']);
  });

  it('draws one line from a router to a network, and none to a network that is not seen', () => {
    expect(neighboursOf(picture, 'r-a')).to.deep.equal(['office', 'a']);
    expect(neighboursOf(picture, 'lb-x')).to.deep.equal([]);
  });

  it('shows a floating IP with the load balancer that it leads to', () =>
    expect(picture.layers.loadbalancer[0]?.lines).to.deep.equal(['10.0.0.5', '↔ 192.0.2.9']));

  it('marks what is broken', () => {
    expect(picture.layers.router.filter(({ isBroken }) => isBroken).map(({ id }) => id)).to.deep.equal([
      'r-b',
    ]);
    expect(picture.layers.loadbalancer[1]?.isBroken).to.equal(true);
  });
});
