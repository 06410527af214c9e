import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { leftoversOf } from '../testing/leftovers.ts';
import { Lab } from './lab.ts';
import { readDescription } from './lab-description.ts';

describe('Lab', () => {
  let lab: Lab;

  before(async function () {
    this.timeout(180_000);
    lab = await Lab.start({ agents: 1, webs: 1, servers: 2 });
  });
  after(() => lab.stop());

  const versions = async (url: string): Promise<number> => (await fetch(url)).status;

  it('serves the API of every server on this machine', async () => {
    expect((await lab.api('GET', '/v2.0/lb/pools')).body).to.deep.equal({ pools: [] });
    expect(lab.apiUrls).to.have.length(2);
    expect(await Promise.all(lab.apiUrls.map(versions))).to.deep.equal([200, 200]);
  });

  it('describes itself in lab.json', () => {
    const description = readDescription(lab.directory);
    expect(description).to.include({ id: lab.id, pid: process.pid, apiUrl: lab.apiUrl });
    expect(description?.hosts.map(({ name, kind }) => `${name} ${kind}`)).to.deep.equal([
      'control control',
      'agent-1 agent',
      'web-1 member',
      'client client',
    ]);
  });

  it('refuses connections while a server is down, and serves the same URL after a start', async () => {
    await lab.server(1).kill9();
    const error = await lab.api('GET', '/').catch((cause: NodeJS.ErrnoException) => cause.code);
    expect(error).to.equal('ECONNREFUSED');
    await lab.server(1).start();
    expect((await lab.api('GET', '/')).status).to.equal(200);
  });

  it('kills and starts the agent, PostgreSQL and RabbitMQ', async function () {
    this.timeout(180_000);
    for (const part of [lab.agent(1), lab.postgres, lab.broker]) {
      const { pid } = part;
      await part.kill9();
      expect(part.pid).to.equal(undefined);
      await part.start();
      expect(part.pid).to.be.a('number').and.to.not.equal(pid);
    }
    await eventually(async () => expect((await lab.api('GET', '/v2.0/lb/pools')).status).to.equal(200), {
      withinMs: 20_000,
    });
  });

  it('names what there is when asked for what there is not', () => {
    expect(() => lab.host('agent-9')).to.throw('there are control, agent-1, web-1, client');
    expect(() => lab.agent(2)).to.throw('there is no number 2');
  });

  it('leaves nothing behind', async () => {
    await lab.stop();
    await lab.stop();
    const run = { id: lab.id, path: lab.directory };
    await eventually(() => expect(leftoversOf(run)).to.deep.equal([]), { withinMs: 5000 });
  });
});
