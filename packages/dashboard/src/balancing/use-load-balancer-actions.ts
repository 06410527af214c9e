import type { ReactNode } from 'react';
import type { LoadBalancer } from '../api/objects.ts';
import { useMayChange } from '../api/session.ts';
import { useAct } from '../forms/use-act.tsx';
import { useText } from '../text/index.ts';
import type { RowAction } from '../ui/data-table.tsx';
import { useLoadBalancerActs } from './use-load-balancer-acts.ts';

type Many = readonly LoadBalancer[];

/** @returns the open dialog, and the actions on one or several; `onDeleted` is called when they are gone */
export function useLoadBalancerActions(
  onDeleted: () => void,
): readonly [ReactNode, (chosen: Many) => readonly RowAction[]] {
  const { common, loadBalancers: text } = useText();
  const mayChange = useMayChange();
  const acts = useLoadBalancerActs();
  const [dialog, ask] = useAct();
  const actionsOf = (chosen: Many): readonly RowAction[] => {
    const none = chosen.length === 0 ? text.choose : undefined;
    const disabledBecause = mayChange ? none : common.readersMayNotChange;
    return [
      { title: text.enable, onClick: () => ask(acts.enable(chosen)), disabledBecause },
      { title: text.disable, onClick: () => ask(acts.disable(chosen)), disabledBecause },
      {
        title: common.delete,
        onClick: () => ask(acts.remove(chosen), onDeleted),
        isDanger: true,
        disabledBecause,
      },
    ];
  };
  return [dialog, actionsOf];
}
