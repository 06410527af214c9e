import { describeUnless, lackOfNeutron } from '@lbaas/lab';
import { expect } from 'chai';
import { withoutKeystone } from '../clients/support/client-environment.ts';
import { Balancers, type Row } from './support/balancers.ts';
import { run } from './support/run.ts';
import { EACH_DEADLINE_MS, EXAMPLE, UP_DEADLINE_MS, runningStack } from './support/running-stack.ts';
import type { Stack } from './support/stack.ts';

interface Container {
  readonly Service: string;
  readonly State: string;
  readonly Health: string;
  readonly ExitCode: number;
}

const WEB_1 = 'http://10.0.0.11:8080/';
const WEB_2 = '10.0.0.12';
/** 30 s at this rate, of which the buffers on the way hold less than ten. */
const DOWNLOAD = { bytes: 30_000_000, rate: '1M' };
/** Admin state of the second member, and who answers then. */
const TURNS = [
  [false, ['web-1']],
  [true, ['web-1', 'web-2']],
] as const;

/** A run of it sees to a Docker engine, and says so when there can be none. */
describeUnless(process.env['LB_LACK_OF_DOCKER'], describe)('docker compose', function () {
  this.timeout(EACH_DEADLINE_MS);
  let stack: Stack;
  let balancers: Balancers;

  before(async function () {
    this.timeout(UP_DEADLINE_MS);
    stack = await runningStack();
    balancers = new Balancers(stack);
  });
  after(() => stack?.down());

  const containers = async (): Promise<Container[]> => {
    const lines = (await stack.compose('ps', '--all', '--format', 'json')).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Container);
  };
  /** The names of the members that answer new clients. */
  const served = async (times: number): Promise<string[]> =>
    (await stack.curl(`${EXAMPLE}?[1-${times}]`)).trim().split('\n');
  const memberAt = async (address: string): Promise<Row> => {
    const [found] = await stack.api<Row[]>('GET', `lb/members?address=${address}`);
    if (found === undefined) throw new Error(`no member has ${address}`);
    return found;
  };
  /** A change goes all the way: API, database, broker, agent, HAProxy, and back. */
  const takesChanges = async (): Promise<void> => {
    for (const [state, answering] of TURNS) {
      await stack.until(async () => {
        const { id } = await memberAt(WEB_2);
        await stack.api('PUT', `lb/members/${id}`, { member: { admin_state_up: state } });
      });
      await stack.until(async () => expect(new Set(await served(4))).to.deep.equal(new Set(answering)));
    }
  };
  /** The agent with the namespace of the only router. */
  const agentOfRouter = async (): Promise<string> => {
    for (const agent of ['agent-1', 'agent-2']) {
      if ((await stack.in(agent, 'ip', 'netns')).includes('qrouter-')) return agent;
    }
    throw new Error('no agent has the router');
  };

  it('ends with every service healthy, and the example answering', async () => {
    for (const { Service, State, Health, ExitCode } of await containers()) {
      const isOneShot = ['migrate', 'example'].includes(Service);
      const wanted = isOneShot ? ['exited', '', 0] : ['running', 'healthy', 0];
      expect([State, Health, ExitCode], Service).to.deep.equal(wanted);
    }
    const fourTimes = ['exec', '-T', 'client', 'curl', '-s', `${EXAMPLE}?[1-4]`];
    const answers = (await stack.compose(...fourTimes)).trim().split('\n');
    expect(answers).to.have.members(['web-1', 'web-1', 'web-2', 'web-2']);
    const cookie = /set-cookie: (SRV=\w+)/i.exec(await stack.curl('-i', EXAMPLE))?.[1] ?? '';
    const sticky = (await stack.curl('-b', cookie, `${EXAMPLE}?[1-4]`)).trim().split('\n');
    expect(new Set(sticky).size).to.equal(1);
    expect(await stack.curl('-i', '-b', 'SRV=unknown', EXAMPLE)).to.match(/set-cookie: SRV=/i);
    expect(await stack.curl('-u', 'tomcat:tomcat', `${EXAMPLE}manager/html`)).to.match(/^web-/);
    // A server itself does not answer the office, with a way to it or without.
    const straight = ['curl', '-sS', '--max-time', '2', WEB_1];
    expect((await stack.tryIn('client', ...straight)).code).not.to.equal(0);
    const gateway = ['ip', 'route', 'add', '10.0.0.0/24', 'via', '192.168.10.228'];
    await stack.in('client', ...gateway);
    expect((await stack.tryIn('client', ...straight)).code).not.to.equal(0);
  });

  it('serves the web page at the published port', async () => {
    const page = await fetch(`${stack.apiUrl}/ui/`);
    expect(page.status).to.equal(200);
    expect(page.headers.get('content-security-policy')).to.contain("script-src 'self'");
    const script = /<script [^>]*src="([^"]+)"/.exec(await page.text())?.[1] ?? 'no script';
    expect((await fetch(new URL(script, page.url))).headers.get('content-type')).to.contain('javascript');
  });

  it('keeps connections through the other agent when one is restarted, and its balancers come back', async () => {
    const [pool] = await stack.api<Row[]>('GET', 'lb/pools?name=tomcat_lb');
    const holder = await balancers.agentOf(pool?.id ?? '');
    const passed = await agentOfRouter();
    expect(passed).not.to.equal(holder);

    const url = `${await balancers.createOn(passed)}bytes/${DOWNLOAD.bytes}`;
    const slowly = ['--limit-rate', DOWNLOAD.rate, '-o', '/dev/null', '-w', '%{size_download}'];
    const download = stack.in('client', 'curl', '-sS', ...slowly, url);
    download.catch(() => undefined);
    await stack.until(async () => expect(await stack.in('client', 'ss', '-Htn')).to.contain('ESTAB'));
    await stack.compose('restart', holder);
    await stack.until(() => served(1));
    expect(await download).to.equal(String(DOWNLOAD.bytes));
    await balancers.deleteAll();
  });

  it('serves traffic and API without a broker, a database or one of its servers, as each permits', async () => {
    await stack.compose('stop', 'rabbitmq');
    await stack.api('GET', 'lb/pools');
    expect(await served(2)).to.have.length(2);
    await stack.compose('start', 'rabbitmq');
    await stack.compose('stop', 'postgres');
    const refused = await fetch(`${stack.apiUrl}/v2.0/lb/pools`);
    expect([refused.status, refused.headers.has('retry-after')]).to.deep.equal([503, true]);
    expect(await served(2)).to.have.length(2);
    await stack.compose('start', 'postgres');
    await stack.compose('stop', 'server-1');
    await stack.until(() => stack.api('GET', 'lb/pools'));
    for (let calls = 0; calls < 20; calls += 1) await stack.api('GET', 'lb/pools');
    await takesChanges();
    // Brings back what was stopped; the example is there already.
    await stack.compose('up', '--wait');
    expect(await stack.api<Row[]>('GET', 'lb/vips')).to.have.length(1);
    expect(await served(2)).to.have.length(2);
  });

  // Nested suites run last, in this order.
  describeUnless(lackOfNeutron(), describe)('and /usr/bin/neutron', () => {
    it('shows the example and changes a member', async () => {
      const neutron = async (line: string): Promise<string> => {
        const { code, stdout, stderr } = await run(['neutron', ...line.split(' ')], {
          env: withoutKeystone(stack.apiUrl),
        });
        expect(code, stderr).to.equal(0);
        return stdout;
      };
      expect(await neutron('lb-pool-list')).to.match(/tomcat_lb.*ACTIVE/);
      await neutron(`lb-member-update ${(await memberAt(WEB_2)).id} --weight 0`);
      await stack.until(async () => expect(new Set(await served(4))).to.deep.equal(new Set(['web-1'])));
      await stack.api('PUT', `lb/members/${(await memberAt(WEB_2)).id}`, { member: { weight: 1 } });
    });
  });

  describe('when it is taken down', () => {
    it('leaves nothing behind', async () => {
      await stack.down();
      for (const kind of [
        ['ps', '--all'],
        ['volume', 'ls'],
        ['network', 'ls'],
      ]) {
        const filter = ['--quiet', '--filter', `label=com.docker.compose.project=${stack.project}`];
        const { stdout } = await run(['docker', ...kind, ...filter], { env: {} });
        expect(stdout, kind.join(' ')).to.equal('');
      }
    });
  });
});
