import { eventually } from '@lbaas/common/runtime';
import { DATA_NETWORK } from '@lbaas/lab';
import { expect } from 'chai';
import { type Mode, asAdmin, currentMode } from './client-mode.ts';
import { type Printed, neutron, neutronId, neutronObject } from './neutron.ts';

/** Names of the network and subnet that the agent reaches. */
export const NETWORK = 'lb-net';
export const SUBNET = 'lb-subnet';

const made = new Map<Mode, Promise<string>>();

/** Creates the network and the subnet, once per process and mode. @returns id of the subnet */
export function lbSubnet(): Promise<string> {
  const there = made.get(currentMode()) ?? makeSubnet();
  made.set(currentMode(), there);
  return there;
}

const makeSubnet = asAdmin(async () => {
  const { cidr, gateway, pool } = DATA_NETWORK.ipv4;
  const provider = `--provider:network_type flat --provider:physical_network ${DATA_NETWORK.physicalNetwork}`;
  await neutron(`net-create ${NETWORK} ${provider}`);
  const range = `--allocation-pool start=${pool.start},end=${pool.end}`;
  return neutronId(`subnet-create ${NETWORK} ${cidr} --name ${SUBNET} --gateway ${gateway} ${range}`);
});

let count = 0;

/** A unique name. */
export const unusedName = (prefix: string): string => `${prefix}-${++count}`;

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A pool of HTTP members; `options` go to the command. */
export async function newPool(options = ''): Promise<Named> {
  await lbSubnet();
  const name = unusedName('pool');
  const how = '--protocol HTTP --lb-method ROUND_ROBIN';
  return {
    name,
    id: await neutronId(`lb-pool-create --name ${name} ${how} --subnet-id ${SUBNET} ${options}`),
  };
}

export async function newVip(pool: Named, options = ''): Promise<Named> {
  const name = unusedName('vip');
  const how = '--protocol HTTP --protocol-port 80';
  const where = `--subnet-id ${SUBNET} ${pool.name}`;
  return { name, id: await neutronId(`lb-vip-create --name ${name} ${how} ${where} ${options}`) };
}

export const newMember = (pool: Named, address: string, options = ''): Promise<string> =>
  neutronId(`lb-member-create --address ${address} --protocol-port 8080 ${pool.name} ${options}`);

export const newMonitor = (options = ''): Promise<string> =>
  neutronId(`lb-healthmonitor-create --type TCP --delay 5 --timeout 3 --max-retries 2 ${options}`);

/** Repeats a show command until the status is no longer pending. @returns what it shows then */
export function settled(show: string): Promise<Printed> {
  return eventually(
    async () => {
      const object = await neutronObject(show);
      expect(object['status'], String(object['status_description'])).to.not.match(/PENDING/);
      return object;
    },
    { withinMs: 20_000, everyMs: 100 },
  );
}
