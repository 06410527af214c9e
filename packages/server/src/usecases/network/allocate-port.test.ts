import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Tx, UnitOfWork } from '../../persistence/index.ts';
import { type TestDatabase, openTestDatabase } from '../../testing/test-database.ts';
import { ApiError } from '../errors.ts';
import { parseAddress } from './address.ts';
import {
  type AllocatedPort,
  type PortRequest,
  allocatePort,
  lockForPort,
  releasePort,
} from './allocate-port.ts';
import { type AllocationPool, checkPools, defaultPools, firstFree, toPools } from './allocation-pool.ts';
import { defaultGateway, formatCidr, trustedCidr } from './cidr.ts';
import { FIND_GAPS, FIND_GAPS_FOR_VIP } from './take-address.ts';
import { seedDevice } from '../../testing/seed.ts';

interface Site {
  readonly networkId: string;
  readonly subnetIds: readonly string[];
}

describe('allocatePort', function () {
  this.timeout(60_000);
  let db: TestDatabase;
  let units: UnitOfWork;

  before(async () => {
    db = await openTestDatabase(20);
    units = db.unitOfWork;
  });
  after(() => db.close());

  const run = <R>(sql: string, params: readonly unknown[] = []): Promise<R[]> => db.query<R>(sql, params);

  async function site(...subnets: { cidr: string; pools?: readonly AllocationPool[] }[]): Promise<Site> {
    const networkId = randomUUID();
    await run(
      `INSERT INTO networks (id, project_id, name, admin_state_up, shared, external, network_type)
       VALUES ($1, 'p', '', true, false, false, 'local')`,
      [networkId],
    );
    const subnetIds: string[] = [];
    for (const subnet of subnets) subnetIds.push(await addSubnet(networkId, subnet));
    return { networkId, subnetIds };
  }

  async function addSubnet(
    networkId: string,
    subnet: { cidr: string; pools?: readonly AllocationPool[] },
  ): Promise<string> {
    const [id, cidr] = [randomUUID(), trustedCidr(subnet.cidr)];
    const gateway = defaultGateway(cidr);
    const pools = subnet.pools ?? toPools(cidr.version, defaultPools(cidr, gateway));
    await run(
      `INSERT INTO subnets (id, project_id, network_id, name, ip_version, cidr, gateway_ip, allocation_pools,
         dns_nameservers, host_routes, enable_dhcp)
       VALUES ($1, 'p', $2, '', $3, $4::cidr, CASE WHEN masklen($4::cidr) IN (32, 128) THEN NULL ELSE host($4::inet + 1)::inet END,
         $5, '[]', '[]', true)`,
      [id, networkId, cidr.version, formatCidr(cidr), JSON.stringify(pools)],
    );
    return id;
  }

  type Wanted = Partial<PortRequest> & { networkId: string };

  async function allocateIn(tx: Tx, wanted: Wanted): Promise<AllocatedPort> {
    const plain = { projectId: 'p', name: '', deviceId: '', deviceOwner: '', adminStateUp: true };
    const request = { ...plain, ...wanted };
    return allocatePort(tx, request, await lockForPort(tx, request));
  }

  const allocate = (wanted: Wanted): Promise<AllocatedPort> =>
    units.transaction((tx) => allocateIn(tx, wanted));

  const addressesOf = (port: AllocatedPort): string[] => port.fixedIps.map((ip) => ip.ipAddress);

  async function codeOf(work: Promise<unknown>): Promise<string> {
    try {
      await work;
      return 'no error';
    } catch (error) {
      return error instanceof ApiError ? error.code : String(error);
    }
  }

  it('gives the lowest free address and takes it back', async () => {
    const { networkId } = await site({ cidr: '10.0.0.0/24' });
    const [first, second] = [await allocate({ networkId }), await allocate({ networkId })];
    expect([first, second].flatMap(addressesOf)).to.deep.equal(['10.0.0.2', '10.0.0.3']);
    await units.transaction((tx) => releasePort(tx, first.id));
    expect(addressesOf(await allocate({ networkId }))).to.deep.equal(['10.0.0.2']);
  });

  it('gives one address per IP version, from the first subnet that has one', async () => {
    const { networkId } = await site(
      { cidr: '10.0.0.0/30' },
      { cidr: '10.0.1.0/24' },
      { cidr: '2001:db8::/64' },
    );
    expect(addressesOf(await allocate({ networkId }))).to.deep.equal(['10.0.0.2', '2001:db8::2']);
    expect(addressesOf(await allocate({ networkId }))).to.deep.equal(['10.0.1.2', '2001:db8::3']);
  });

  it('makes a port without addresses on a network without subnets', async () => {
    const { networkId } = await site();
    expect((await allocate({ networkId })).fixedIps).to.deep.equal([]);
  });

  it('takes named addresses outside of the pools', async () => {
    const { networkId, subnetIds } = await site({
      cidr: '10.0.0.0/24',
      pools: [{ start: '10.0.0.10', end: '10.0.0.20' }],
    });
    const fixedIps = [{ subnetId: subnetIds[0] }, { ipAddress: '10.0.0.10' }, { ipAddress: '10.0.0.200' }];
    const port = await allocate({ networkId, fixedIps });
    expect(addressesOf(port)).to.have.members(['10.0.0.10', '10.0.0.11', '10.0.0.200']);
  });

  it('refuses addresses that cannot be had', async () => {
    const { networkId, subnetIds } = await site({ cidr: '10.0.0.0/24' }, { cidr: '10.0.1.0/24' });
    const other = await site({ cidr: '10.0.9.0/24' });
    await allocate({ networkId, fixedIps: [{ ipAddress: '10.0.0.7' }] });
    const ask = (ipAddress: string, subnetId = subnetIds[0]): Promise<string> =>
      codeOf(allocate({ networkId, fixedIps: [{ subnetId, ipAddress }] }));
    expect(await ask('10.0.0.7')).to.equal('IpAddressInUse');
    expect(await ask('10.0.0.1')).to.equal('IpAddressInUse');
    expect(await ask('10.0.0.0')).to.equal('InvalidInput');
    expect(await ask('10.0.0.255')).to.equal('InvalidInput');
    expect(await ask('10.0.1.5')).to.equal('InvalidInput');
    expect(await ask('10.0.9.5', other.subnetIds[0])).to.equal('InvalidInput');
    expect(await codeOf(allocate({ networkId, fixedIps: [{ ipAddress: '10.9.9.9' }] }))).to.equal(
      'InvalidIpForNetwork',
    );
  });

  it('avoids held addresses, unless they are named', async () => {
    const { networkId } = await site({ cidr: '10.0.0.0/29' });
    const deviceId = randomUUID();
    await run(`INSERT INTO devices (id, kind, project_id, provider) VALUES ($1, 'load_balancer', 'p', 'x')`, [
      deviceId,
    ]);
    for (const ip of ['10.0.0.2', '10.0.0.4']) {
      await run(
        `INSERT INTO address_holds (network_id, ip_address, device_id, generation)
         VALUES ($1, $2, $3, 1)`,
        [networkId, ip, deviceId],
      );
    }
    expect(addressesOf(await allocate({ networkId, fixedIps: [{ ipAddress: '10.0.0.4' }] }))).to.deep.equal([
      '10.0.0.4',
    ]);
    const rest = [
      await allocate({ networkId }),
      await allocate({ networkId }),
      await allocate({ networkId }),
    ];
    expect(rest.flatMap(addressesOf)).to.deep.equal(['10.0.0.3', '10.0.0.5', '10.0.0.6']);
    expect(await codeOf(allocate({ networkId }))).to.equal('IpAddressGenerationFailure');
  });

  it('makes MAC addresses of its own and refuses a second use of a named one', async () => {
    const { networkId } = await site();
    expect((await allocate({ networkId })).macAddress).to.match(/^fa:16:3e(:[0-9a-f]{2}){3}$/);
    const macAddress = 'fa:16:3e:00:00:01';
    expect((await allocate({ networkId, macAddress })).macAddress).to.equal(macAddress);
    expect(await codeOf(allocate({ networkId, macAddress }))).to.equal('MacAddressInUse');
    expect((await allocate({ networkId: (await site()).networkId, macAddress })).macAddress).to.equal(
      macAddress,
    );
  });

  it('gives 20 parallel callers on 13 addresses each its own, or a refusal', async () => {
    const { networkId } = await site({ cidr: '10.0.0.0/28' });
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => allocate({ networkId })));
    const got = results.flatMap((result) => (result.status === 'fulfilled' ? addressesOf(result.value) : []));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(new Set(got).size).to.equal(13);
    expect(refused).to.deep.equal(Array.from({ length: 7 }, () => 'IpAddressGenerationFailure'));
  });

  it('gives the last address to one who waits, when the one ahead of him gives up', async () => {
    const { networkId } = await site({ cidr: '10.0.0.0/30' });
    let waiting: Promise<AllocatedPort> | undefined;
    await units
      .transaction(async (tx) => {
        await allocateIn(tx, { networkId });
        waiting = allocate({ networkId });
        await tx.query('SELECT pg_sleep(0.1)');
        throw new Error('over quota');
      })
      .catch(() => undefined);
    expect(waiting && addressesOf(await waiting)).to.deep.equal(['10.0.0.2']);
  });

  it('survives parallel callers that take and give back in any order', async () => {
    const { networkId } = await site(
      { cidr: '10.0.0.0/27' },
      { cidr: '10.0.1.0/28' },
      { cidr: '2001:db8::/123' },
    );
    const worker = async (): Promise<void> => {
      for (let round = 0; round < 8; round += 1) {
        const port = await allocate({ networkId });
        expect(port.fixedIps).to.have.length(2);
        await units.transaction((tx) => releasePort(tx, port.id));
      }
    };
    await Promise.all(Array.from({ length: 12 }, worker));
    expect(await run('SELECT 1 FROM ip_allocations WHERE network_id = $1', [networkId])).to.deep.equal([]);
  });

  it('finds what the pure search finds, whatever is used', async () => {
    const { networkId } = await site({ cidr: '10.0.0.0/21' });
    const { id: portId } = await allocate({ networkId, fixedIps: [] });
    const [subnet] = await run<{ id: string }>('SELECT id FROM subnets WHERE network_id = $1', [networkId]);
    const cidr = trustedCidr('10.0.0.0/21');
    const usage = fc.record({
      prefix: fc.nat(900),
      holes: fc.uniqueArray(fc.nat(900), { maxLength: 3 }),
      split: fc.integer({ min: 2, max: 2040 }),
    });
    await fc.assert(
      fc.asyncProperty(usage, async ({ prefix, holes, split }) => {
        const pools = checkPools(cidr, [
          { start: '10.0.0.2', end: `10.0.${split >> 8}.${split & 255}` },
          ...(split < 2040
            ? [{ start: `10.0.${(split + 1) >> 8}.${(split + 1) & 255}`, end: '10.0.7.254' }]
            : []),
        ]);
        if (!Array.isArray(pools)) throw new Error(pools.kind);
        const used = Array.from({ length: prefix }, (_, n) => cidr.first + 2n + BigInt(n)).filter(
          (_, n) => !holes.includes(n),
        );
        await run('DELETE FROM ip_allocations WHERE network_id = $1', [networkId]);
        await run(
          `INSERT INTO ip_allocations SELECT $1, '0.0.0.0'::inet + v, $2, $3 FROM unnest($4::bigint[]) v`,
          [networkId, subnet?.id, portId, used.map(String)],
        );
        await run('UPDATE subnets SET allocation_pools = $2 WHERE network_id = $1', [
          networkId,
          JSON.stringify(toPools(4, pools)),
        ]);
        const [got] = addressesOf(await allocate({ networkId }));
        expect(got === undefined ? undefined : parseAddress(got)?.value).to.equal(
          firstFree(pools, new Set(used)),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('gives a VIP no address of a member, on its subnet or of its own', async () => {
    const here = await site({ cidr: '10.0.0.0/24' }, { cidr: '10.0.1.0/29' });
    const [subnetId, elsewhere] = here.subnetIds;
    const member = async (pool: string, address: string): Promise<unknown> =>
      run(
        `INSERT INTO members (id, project_id, pool_id, address, protocol_port, weight, admin_state_up,
           created_generation, changed_generation) VALUES ($1, 'p', $2, $3, 80, 1, true, 1, 1)`,
        [randomUUID(), pool, address],
      );
    const [neighbour, own, foreign] = [
      await seedDevice(db, { subnetId: subnetId ?? '' }),
      await seedDevice(db, { subnetId: elsewhere ?? '' }),
      await seedDevice(db),
    ];
    for (const address of ['10.0.0.2', '10.0.0.3', '10.0.0.5']) await member(neighbour, address);
    await member(own, '10.0.0.3');
    await member(own, '10.0.0.4');
    await member(foreign, '10.0.0.6');
    const take = async (wanted: object = {}) =>
      addressesOf(await allocate({ networkId: here.networkId, fixedIps: [{ subnetId }], ...wanted }));
    const vip = { loadBalancerId: own };
    expect(await take(vip)).to.deep.equal(['10.0.0.6']);
    expect(await take()).to.deep.equal(['10.0.0.2']);
    for (let last = 2; last < 7; last += 1) await member(own, `10.0.1.${last}`);
    const full = take({ ...vip, fixedIps: [{ subnetId: elsewhere }] });
    expect(await codeOf(full)).to.equal('IpAddressGenerationFailure');
  });

  it('reads one chunk of the index, not the subnet', async () => {
    const { networkId } = await site({ cidr: '10.0.0.0/8' });
    for (const find of [FIND_GAPS, FIND_GAPS_FOR_VIP]) {
      const explain = `EXPLAIN (ANALYZE, FORMAT JSON) ${find}`
        .replaceAll('$1', `'${networkId}'`)
        .replaceAll('$2', `'10.0.0.2'`)
        .replaceAll('$3', `'10.255.255.254'`)
        .replaceAll(/\$[45]/g, `'${networkId}'`);
      const [row] = await units.statements((tx) =>
        tx.query<Record<string, unknown>>(explain, [], { prepare: false }),
      );
      const plan = JSON.stringify(row);
      expect(plan).not.to.match(/"Actual Rows": ?[1-9]\d{3}/);
      expect(plan).to.contain('ip_allocations_pkey');
    }
  });
});
