import { expect } from 'chai';
import { type Answer, ipsOf, newSubnet } from '../support/network-fixture.ts';
import { usePorts } from '../support/use-ports.ts';

describe('ports in parallel', () => {
  const suite = usePorts();
  const { alice, post } = suite;

  const postMany = (count: number): Promise<readonly Answer[]> =>
    Promise.all(Array.from({ length: count }, () => post({})));

  it('get the 13 addresses of a /28 once each', async () => {
    await newSubnet(alice, suite.networkId, '10.0.0.0/28');
    const answers = await postMany(20);
    const got = answers.filter(({ status }) => status === 201).flatMap(({ body }) => ipsOf(body.port));
    expect(new Set(got).size).to.equal(13);
    expect(got).to.have.length(13);
    expect(answers.filter(({ type }) => type === 'IpAddressGenerationFailure')).to.have.length(7);
  });

  it('get one named address once', async () => {
    await newSubnet(alice, suite.networkId, '10.0.0.0/24');
    const fields = { fixed_ips: [{ ip_address: '10.0.0.77' }] };
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(fields)));
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).to.have.length(1);
    expect(answers.filter(({ type }) => type === 'IpAddressInUse')).to.have.length(11);
  });

  it('and a subnet that goes away leave no address without a subnet', async () => {
    for (let round = 0; round < 5; round += 1) {
      const subnet = await newSubnet(alice, suite.networkId, '10.0.0.0/24');
      const [gone, ...answers] = await Promise.all([
        alice.delete(`/subnets/${subnet.id}`),
        ...Array.from({ length: 6 }, () => post({})),
      ]);
      expect([gone.status, ...answers.map(({ status }) => status)]).to.satisfy((all: number[]) =>
        all.every((status) => [201, 204, 409].includes(status)),
      );
      const { ports } = (await alice.get(`/ports?network_id=${suite.networkId}`)).body;
      for (const port of ports) await alice.delete(`/ports/${port.id}`);
      await alice.delete(`/subnets/${subnet.id}`);
    }
  });

  it('and a gateway that moves never share an address', async () => {
    const subnet = await newSubnet(alice, suite.networkId, '10.0.0.0/28', {
      gateway_ip: null,
      allocation_pools: [{ start: '10.0.0.2', end: '10.0.0.2' }],
    });
    const [moved, port] = await Promise.all([
      alice.put(`/subnets/${subnet.id}`, { subnet: { gateway_ip: '10.0.0.9' } }),
      post({ fixed_ips: [{ ip_address: '10.0.0.9' }] }),
    ]);
    expect([moved.status, port.status].filter((status) => status < 300)).to.have.length(1);
    expect([moved.status, port.status]).to.include(409);
  });
});
