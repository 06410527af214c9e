import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LogicalDeviceSchema, type RouterDevice } from '@lbaas/common/contract';
import { expect } from 'chai';
import { Check } from 'typebox/value';
import { devicePort, floatingIp, router } from '../../testing/router-builder.ts';
import { portsOf } from './ports.ts';
import { renderRouter } from './render.ts';

const ip = (ip_address: string, prefix_length: number, gateway_ip: string | null = null) => ({
  ip_address,
  prefix_length,
  gateway_ip,
  host_routes: [{ destination: '10.9.0.0/16', nexthop: '10.0.2.7' }],
});
const port = devicePort(1, { fixed_ips: [ip('192.0.2.2', 28, '192.0.2.1'), ip('2001:db8::2', 64)] });
const inside = [
  devicePort(2, { fixed_ips: [ip('10.0.2.1', 24, '10.0.2.1')] }),
  devicePort(3, { fixed_ips: [ip('10.0.3.9', 24, '10.0.3.1'), ip('fd00::1', 64)] }),
];
const floating_ips = [floatingIp(1, '192.0.2.5', '10.0.2.5'), floatingIp(2, '2001:DB8:0::5', 'fd00:0::5')];

const CASES: Readonly<Record<string, RouterDevice>> = {
  'inside-only': router({ interfaces: inside }),
  'without-snat': router({ gateway: { port, enable_snat: false }, interfaces: inside, floating_ips }),
  whole: router({ gateway: { port, enable_snat: true }, interfaces: inside, floating_ips }),
};

/** On a host without /etc/protocols and /etc/services (Debian's netbase), nft knows fewer names. */
const BARE_CHECK = 'mount -t tmpfs none /etc && exec nft -c -f "$0"';

describe('renderRouter', () => {
  for (const [name, device] of Object.entries(CASES)) {
    it(`golden: ${name}`, () => {
      expect(Check(LogicalDeviceSchema, device), 'fits the contract').to.equal(true);
      const text = `${renderRouter(device)?.rules.join('\n')}\n`;
      const file = fileURLToPath(new URL(`golden/${name}.nft`, import.meta.url));
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
      expect(text).to.equal(readFileSync(file, 'utf8'));
      const checked = spawnSync('unshare', ['-nm', 'sh', '-c', BARE_CHECK, file], { encoding: 'utf8' });
      expect(checked.stderr).to.equal('');
    });
  }

  it('has nothing to run without ports, or when it is switched off', () => {
    expect(renderRouter(router())).to.equal(undefined);
    expect(renderRouter(router({ interfaces: inside, admin_state_up: false }))).to.equal(undefined);
  });

  it('has rules that no floating IP changes', () => {
    const [with_, without] = [floating_ips, []].map((ips) =>
      renderRouter(router({ gateway: { port, enable_snat: true }, interfaces: inside, floating_ips: ips })),
    );
    expect(with_?.digest).to.equal(without?.digest);
    expect([...(with_?.floatingIps ?? [])]).to.deep.equal([
      ['192.0.2.5', '10.0.2.5'],
      ['2001:db8::5', 'fd00::5'],
    ]);
  });
});

describe('the ports of a router', () => {
  it('have one way out, and the floating IPs on the gateway', () => {
    const ports = portsOf(router({ gateway: { port, enable_snat: true }, interfaces: inside, floating_ips }));
    expect(ports.map(({ link }) => link)).to.deep.equal([
      'qr-00000002-000',
      'qr-00000003-000',
      'qg-00000001-000',
    ]);
    expect(ports.map(({ routes }) => routes.length)).to.deep.equal([0, 0, 1]);
    expect(ports[2]?.addresses).to.deep.equal([
      '192.0.2.2/28',
      '2001:db8::2/64',
      '192.0.2.5/32',
      '2001:db8::5/128',
    ]);
  });
});
