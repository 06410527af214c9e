import { expect } from 'chai';
import { type Creation, type Request, advance, nextOf, startOf, takeBackOne } from './creation.ts';
import { planOf } from './plan.ts';

const STEPS = planOf({
  values: {
    name: 'web',
    subnet_id: 's-1',
    protocol: 'TCP',
    protocol_port: '80',
    lb_method: 'ROUND_ROBIN',
    type: 'TCP',
    delay: '5',
    timeout: '3',
    max_retries: '3',
    floatingip_id: 'network n-1',
  },
  members: [{ address: '10.0.0.11', port: '8080', weight: '1' }],
});

/** Stands in for the API: notes what it is asked for, and refuses what is named. */
function api(refused?: string): { readonly request: Request; readonly asked: string[] } {
  const asked: string[] = [];
  const request: Request = async ({ method, path, key }) => {
    asked.push(`${method} ${path}${key === undefined ? '' : ` ${key}`}`);
    if (refused !== undefined && path === refused) throw new Error('refused');
    return { id: path.split('/').at(-1) ?? '', port_id: 'port' };
  };
  return { request, asked };
}

let number = 0;
const start = (): Creation => startOf(STEPS, () => `k${(number += 1)}`);

async function runOf(creation: Creation, request: Request): Promise<Creation> {
  let current = creation;
  while (current.state === 'running') current = await advance(current, request);
  return current;
}

describe('a creation', () => {
  beforeEach(() => (number = 0));

  it('makes each call with its own key', async () => {
    const { request, asked } = api();
    expect((await runOf(start(), request)).state).to.equal('done');
    expect(asked).to.deep.equal([
      'POST /v2.0/lb/pools k1',
      'POST /v2.0/lb/vips k2',
      'POST /v2.0/lb/members k3',
      'POST /v2.0/lb/health_monitors k4',
      'POST /v2.0/lb/pools/pools/health_monitors k5',
      'POST /v2.0/floatingips k6',
    ]);
  });

  it('goes on, after a reload too, where it was, with the same key', async () => {
    const creation = start();
    const first = await advance(creation, api().request);
    let refused: unknown;
    await advance(first, api('/v2.0/lb/vips').request).catch((error: unknown) => (refused = error));
    expect(refused).to.be.an('error');
    const reloaded = JSON.parse(JSON.stringify(first)) as Creation;
    expect(nextOf(reloaded)?.key).to.equal('vip');
    const { request, asked } = api();
    await runOf(reloaded, request);
    expect(asked[0]).to.equal('POST /v2.0/lb/vips k2');
  });

  it('is taken back from the end; what is gone already is no obstacle', async () => {
    const done = await runOf(start(), api().request);
    const { request, asked } = api('/v2.0/lb/vips/vips');
    let current = done;
    while (current.state !== 'removed') current = await takeBackOne(current, request, () => true);
    expect(asked).to.deep.equal([
      'DELETE /v2.0/floatingips/floatingips',
      'DELETE /v2.0/lb/pools/pools/health_monitors/health_monitors',
      'DELETE /v2.0/lb/health_monitors/health_monitors',
      'DELETE /v2.0/lb/vips/vips',
      'DELETE /v2.0/lb/pools/pools',
    ]);
  });
});
