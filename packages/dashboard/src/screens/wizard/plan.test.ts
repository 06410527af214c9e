import { expect } from 'chai';
import { planOf, previewOf } from './plan.ts';

const VALUES = {
  name: 'web',
  subnet_id: 's-1',
  protocol: 'HTTP',
  protocol_port: '80',
  lb_method: 'ROUND_ROBIN',
  description: 'shop',
  session_persistence: '',
  connection_limit: '-1',
  monitor: 'true',
  type: 'HTTP',
  delay: '5',
  timeout: '3',
  max_retries: '3',
  http_method: 'GET',
  url_path: '/',
  expected_codes: '200',
  floatingip_id: 'network n-1',
};
const MEMBERS = [
  { address: '10.0.0.11', port: '8080', weight: '1' },
  { address: '10.0.0.12', port: '8080', weight: '5' },
];

describe('the plan of the wizard', () => {
  it('makes what later calls need first', () => {
    const plan = planOf({ values: VALUES, members: MEMBERS });
    expect(plan.map(({ key }) => key)).to.deep.equal([
      'pool',
      'vip',
      'member_1',
      'member_2',
      'health_monitor',
      'association',
      'floatingip',
    ]);
    expect(plan[0]?.body).to.deep.equal({
      name: 'web',
      description: 'shop',
      subnet_id: 's-1',
      protocol: 'HTTP',
      lb_method: 'ROUND_ROBIN',
    });
    expect(plan[3]?.body).to.deep.include({ address: '10.0.0.12', weight: 5 });
    expect(plan[6]?.body).to.deep.equal({
      floating_network_id: 'n-1',
      port_id: { ref: 'vip', field: 'port_id' },
    });
  });

  it('leaves out what is not wanted', () => {
    const values = { ...VALUES, monitor: 'false', floatingip_id: '' };
    expect(planOf({ values, members: [] }).map(({ key }) => key)).to.deep.equal(['pool', 'vip']);
  });

  it('points a floating IP that is there already', () => {
    const plan = planOf({ values: { ...VALUES, floatingip_id: 'ip f-1' }, members: [] });
    expect(plan.at(-1)).to.deep.include({ method: 'PUT', path: ['/v2.0/floatingips/', 'f-1'] });
  });

  it('asks for a preview of the same', () => {
    expect(previewOf({ values: VALUES, members: MEMBERS })).to.deep.equal({
      loadbalancer: {
        pool: {
          name: 'web',
          description: 'shop',
          subnet_id: 's-1',
          protocol: 'HTTP',
          lb_method: 'ROUND_ROBIN',
        },
        vip: { name: 'web', subnet_id: 's-1', protocol: 'HTTP', protocol_port: 80 },
        members: [
          { address: '10.0.0.11', protocol_port: 8080 },
          { address: '10.0.0.12', protocol_port: 8080, weight: 5 },
        ],
        health_monitors: [{ type: 'HTTP', delay: 5, timeout: 3, max_retries: 3 }],
        floating_network_id: 'n-1',
      },
    });
  });
});
