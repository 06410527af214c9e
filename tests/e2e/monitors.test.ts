import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import {
  type Balancer,
  type IpVersion,
  call,
  createBalancer,
  memberStatus,
  realised,
} from './support/balancer.ts';
import { curl, vipUrl, whoServes } from './support/client.ts';
import { describeOnLab } from './support/describe-on-lab.ts';

for (const ipVersion of [4, 6] as const satisfies readonly IpVersion[]) {
  describeOnLab(`health monitors over IPv${ipVersion}`, (lab) => {
    afterEach(async () => {
      for (const n of [1, 2]) await recover(n);
      await lab.heal('web-1', 'data');
    });

    /** Running and answering 200, whatever a test did to it. */
    async function recover(n: number): Promise<void> {
      if (!lab.web(n).running) await lab.web(n).start();
      await lab.web(n).control({ status: 200 });
    }

    async function build(
      monitors: readonly Record<string, unknown>[],
      memberPort = 8080,
    ): Promise<{ balancer: Balancer; first: string; url: string }> {
      const protocol = memberPort === 8443 ? 'HTTPS' : 'HTTP';
      const balancer = await createBalancer(lab, { ipVersion, monitors, memberPort, pool: { protocol } });
      const url = vipUrl(memberPort === 8443 ? 'https' : 'http', balancer.address, 8080);
      const first = balancer.members[0]?.id ?? '';
      await becomes(first, 'ACTIVE', url, ['web-1', 'web-2']);
      return { balancer, first, url };
    }

    async function becomes(
      member: string,
      status: string,
      url: string,
      names: readonly string[],
    ): Promise<void> {
      await eventually(
        async () => {
          expect(await memberStatus(lab, member)).to.equal(status);
          expect(new Set(await whoServes(lab, url, 4))).to.deep.equal(new Set(names));
        },
        { withinMs: 60_000, everyMs: 200 },
      );
    }

    it('HTTP: method, path and codes decide', async () => {
      const { first, url } = await build([{ type: 'HTTP', url_path: '/health', expected_codes: '200-204' }]);
      await lab.web(1).control({ status: 500 });
      await becomes(first, 'INACTIVE', url, ['web-2']);
      await eventually(
        async () => {
          const member = await call(lab, 'GET', `/v2.0/lb/members/${first}`);
          expect(member.status_description).to.match(/500/);
        },
        { withinMs: 60_000 },
      );
      await lab.web(1).control({ status: 204 });
      await becomes(first, 'ACTIVE', url, ['web-1', 'web-2']);
    });

    it('HTTPS: a real TLS request, whose code counts', async () => {
      const { first, url } = await build([{ type: 'HTTPS', url_path: '/health' }], 8443);
      await lab.web(1).control({ status: 503 });
      await becomes(first, 'INACTIVE', url, ['web-2']);
      await recover(1);
      await becomes(first, 'ACTIVE', url, ['web-1', 'web-2']);
    });

    it('TCP: a closed port is down, whatever else the host does', async () => {
      const { first, url } = await build([{ type: 'TCP' }]);
      await lab.web(1).stop();
      await becomes(first, 'INACTIVE', url, ['web-2']);
      await recover(1);
      await becomes(first, 'ACTIVE', url, ['web-1', 'web-2']);
    });

    it('PING: an unreachable host is down; a closed port is not', async () => {
      const { first, url } = await build([{ type: 'PING' }]);
      await lab.web(1).stop();
      await lab.cut('web-1', 'data');
      await becomes(first, 'INACTIVE', url, ['web-2']);
      await recover(1);
      await lab.heal('web-1', 'data');
      await becomes(first, 'ACTIVE', url, ['web-1', 'web-2']);
    });

    it('several monitors: all count; an admin-down or disassociated one does not', async () => {
      const { balancer, first, url } = await build([{ type: 'TCP' }, { type: 'HTTP', url_path: '/health' }]);
      await lab.web(1).control({ status: 500 });
      await becomes(first, 'INACTIVE', url, ['web-2']);
      const http = balancer.monitors[1]?.id;
      await call(lab, 'PUT', `/v2.0/lb/health_monitors/${http}`, {
        health_monitor: { admin_state_up: false },
      });
      await realised(lab, balancer.pool.id);
      await becomes(first, 'ACTIVE', url, ['web-1', 'web-2']);
      await call(lab, 'PUT', `/v2.0/lb/health_monitors/${http}`, {
        health_monitor: { admin_state_up: true },
      });
      await becomes(first, 'INACTIVE', url, ['web-2']);
      await call(lab, 'DELETE', `/v2.0/lb/pools/${balancer.pool.id}/health_monitors/${http}`);
      await becomes(first, 'ACTIVE', url, ['web-1', 'web-2']);
    });

    it('all members down: 503, and back again', async () => {
      const { url } = await build([{ type: 'HTTP', url_path: '/health' }]);
      for (const n of [1, 2]) await lab.web(n).control({ status: 500 });
      await eventually(async () => expect((await curl(lab, url)).status).to.equal(503), { withinMs: 60_000 });
      for (const n of [1, 2]) await recover(n);
      await eventually(async () => expect((await curl(lab, url)).status).to.equal(200), { withinMs: 60_000 });
    });
  });
}
