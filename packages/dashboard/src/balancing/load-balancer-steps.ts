import type { LoadBalancer } from '../api/objects.ts';
import type { Step } from '../calls/index.ts';
import { editPool, editVip, remove } from './steps.ts';

type Parts = Pick<LoadBalancer, 'id' | 'name' | 'vip' | 'admin_state_up'>;

const isOn = (up: boolean): string => String(up);

/** A load balancer serves when its VIP and its pool are enabled, so both are what is wanted. */
export const switchTo =
  (isUp: boolean) =>
  ({ id, name, vip, admin_state_up: poolUp }: Parts): readonly Step[] => {
    const values = { admin_state_up: isOn(isUp) };
    const ofVip =
      vip === null ? [] : editVip({ of: vip, before: { admin_state_up: isOn(vip.admin_state_up) }, values });
    const ofPool = editPool({ of: { id, name }, before: { admin_state_up: isOn(poolUp) }, values });
    return [...ofVip, ...ofPool];
  };

/** The VIP first: a pool with one cannot be deleted. Members go with the pool. */
export const removeWhole = ({ id, name, vip }: Parts): readonly Step[] => [
  ...(vip === null ? [] : [remove('vip', vip)]),
  remove('pool', { id, name }),
];

/** What of a removal can be looked at beforehand: with a VIP, the pool cannot be deleted yet. */
export const removeFirst = (balancer: Parts): readonly Step[] => removeWhole(balancer).slice(0, 1);
