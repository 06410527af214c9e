import type { LoadBalancer } from '../api/objects.ts';
import type { Act } from '../forms/index.ts';
import { type Texts, useText } from '../text/index.ts';
import { removeFirst, removeWhole, switchTo } from './load-balancer-steps.ts';

type Many = readonly LoadBalancer[];

/** What can be done with one load balancer, or with several at once. */
export interface LoadBalancerActs {
  readonly enable: (chosen: Many) => Act;
  readonly disable: (chosen: Many) => Act;
  readonly remove: (chosen: Many) => Act;
}

export function useLoadBalancerActs(): LoadBalancerActs {
  const { loadBalancers: text, common } = useText();
  const nameOf = ({ name, id }: LoadBalancer): string => name || common.unnamed(id);
  const enable = (chosen: Many): Act => ({
    title: text.enableTitle(chosen.length),
    consequences: chosen.map(nameOf),
    submitText: text.enable,
    stepsOf: () => chosen.flatMap(switchTo(true)),
    done: text.enabledDone(chosen.length),
  });
  const disable = (chosen: Many): Act => ({
    title: text.disableTitle(chosen.length),
    intro: text.disableIntro,
    consequences: chosen.map(nameOf),
    submitText: text.disable,
    isDanger: true,
    stepsOf: () => chosen.flatMap(switchTo(false)),
    done: text.disabledDone(chosen.length),
    undo: chosen.filter(isOn).flatMap((each) => switchTo(true)(switchedOff(each))),
  });
  const remove = (chosen: Many): Act => ({
    title: text.deleteTitle(chosen.length),
    intro: text.deleteIntro,
    consequences: chosen.map((each) => goesAlong(each, nameOf(each), text)),
    submitText: common.delete,
    isDanger: true,
    stepsOf: () => chosen.flatMap(removeWhole),
    tellingOf: () => chosen.flatMap(removeFirst),
    done: text.deletedDone(chosen.length),
  });
  return { enable, disable, remove };
}

const isOn = ({ admin_state_up: isUp, vip }: LoadBalancer): boolean => isUp && vip?.admin_state_up !== false;

const switchedOff = (balancer: LoadBalancer): LoadBalancer => ({
  ...balancer,
  admin_state_up: false,
  vip: balancer.vip && { ...balancer.vip, admin_state_up: false },
});

const goesAlong = (
  { vip, members_total: members, floating_ip_address: floatingIp }: LoadBalancer,
  name: string,
  text: Texts['loadBalancers'],
): string =>
  text.goesAlong(name, [
    ...(vip === null ? [] : [text.vipAt(`${vip.address}:${vip.protocol_port}`)]),
    ...(members === 0 ? [] : [text.memberCount(members)]),
    ...(floatingIp === null ? [] : [text.floatingIpStays(floatingIp)]),
  ]);
