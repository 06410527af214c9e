import { useQuery } from '@tanstack/react-query';
import type { Pool } from '../../api/objects.ts';
import { MEMBERS, listQuery } from '../../api/resources.ts';
import { nameOfPool, steps } from '../../balancing/index.ts';
import { ActDialog } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';
import { memberName } from './member-forms.tsx';

interface Props {
  readonly pools: readonly Pool[];
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

/** Members go with their pool, monitors stay. */
export function DeletePools({ pools, onClose, onDone }: Props) {
  const { balancing: text, common } = useText();
  const { data } = useQuery(listQuery(MEMBERS, { pool_id: pools.map(({ id }) => id) }));
  const members = (data?.items ?? []).map(memberName);
  const [first] = pools;
  const isOne = pools.length === 1 && first !== undefined;
  const action = isOne ? text.deletePool : text.deletePools;
  const names = pools.map((pool) => nameOfPool(pool, common));
  const count = pools.reduce((sum, pool) => sum + pool.members.length, 0);
  return (
    <ActDialog
      isDanger
      title={isOne ? text.titleOf(action, nameOfPool(first, common)) : action}
      intro={
        isOne ? text.poolIntro(count, first.health_monitors.length) : text.poolsIntro(pools.length, count)
      }
      consequences={isOne ? members : names}
      submitText={action}
      stepsOf={() => pools.map((pool) => steps.remove('pool', pool))}
      done={text.deleted(isOne ? nameOfPool(first, common) : text.pools)}
      onClose={onClose}
      onDone={onDone}
    />
  );
}
