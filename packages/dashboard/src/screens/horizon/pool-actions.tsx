import { type ReactNode, useState } from 'react';
import type { FloatingIp } from '../../api/networks.ts';
import type { Pool, Vip } from '../../api/objects.ts';
import { useMayChange } from '../../api/session.ts';
import { useMonitors } from '../../balancing/index.ts';
import { useText } from '../../text/index.ts';
import type { RowAction } from '../../ui/data-table.tsx';
import { DeletePools } from './delete-pools.tsx';
import { AssociateMonitor, DisassociateMonitor } from './monitor-forms.tsx';
import { EditPool } from './pool-forms.tsx';
import { AddVip, AssociateFloatingIp, DeleteVip, DisassociateFloatingIp, EditVip } from './vip-forms.tsx';

/** A pool with what its row shows. */
export interface PoolRow {
  readonly id: string;
  readonly pool: Pool;
  readonly vip: Vip | undefined;
  readonly floatingIp: FloatingIp | undefined;
}

type Action =
  | 'editPool'
  | 'addVip'
  | 'editVip'
  | 'deleteVip'
  | 'associateMonitor'
  | 'disassociateMonitor'
  | 'associateFloatingIp'
  | 'disassociateFloatingIp'
  | 'deletePool';

/** In the order of Horizon's menu. What cannot be done now stays, with the reason. */
const ORDER: readonly Action[] = [
  'editPool',
  'addVip',
  'editVip',
  'deleteVip',
  'associateMonitor',
  'disassociateMonitor',
  'associateFloatingIp',
  'disassociateFloatingIp',
  'deletePool',
];

interface Options {
  /** After the pool is gone. */
  readonly onDeleted?: () => void;
}

/** The actions of a pool's row, and the dialog that one of them has opened. */
export function usePoolActions({ onDeleted }: Options = {}): {
  readonly actionsOf: (row: PoolRow) => readonly RowAction[];
  readonly dialog: ReactNode;
} {
  const { balancing: text, common } = useText();
  const mayChange = useMayChange();
  const monitors = useMonitors();
  const [open, setOpen] = useState<{ readonly action: Action; readonly row: PoolRow }>();
  const onClose = (): void => setOpen(undefined);

  const obstacle = (action: Action, { pool, vip, floatingIp }: PoolRow): string | undefined => {
    if (!mayChange) return common.readersMayNotChange;
    const hasVip = pool.vip_id !== null;
    switch (action) {
      case 'addVip':
        return hasVip ? text.hasVipAlready : undefined;
      case 'editVip':
      case 'deleteVip':
        return vip === undefined ? text.hasNoVip : undefined;
      case 'associateMonitor':
        return monitors.every(({ id }) => pool.health_monitors.includes(id))
          ? text.noOtherMonitor
          : undefined;
      case 'disassociateMonitor':
        return pool.health_monitors.length === 0 ? text.noMonitor : undefined;
      case 'associateFloatingIp':
        if (vip === undefined) return text.hasNoVip;
        return floatingIp === undefined ? undefined : text.hasFloatingIp;
      case 'disassociateFloatingIp':
        return floatingIp === undefined ? text.hasNoFloatingIp : undefined;
      case 'deletePool':
        return hasVip ? text.hasVip : undefined;
      case 'editPool':
        return undefined;
    }
  };

  return {
    actionsOf: (row) =>
      ORDER.map((action) => ({
        title: text[action],
        isDanger: action === 'deletePool' || action === 'deleteVip',
        disabledBecause: obstacle(action, row),
        onClick: () => setOpen({ action, row }),
      })),
    dialog: open && (
      <Dialog
        {...open}
        onClose={onClose}
        {...(open.action === 'deletePool' && onDeleted !== undefined ? { onDone: onDeleted } : {})}
      />
    ),
  };
}

interface DialogProps {
  readonly action: Action;
  readonly row: PoolRow;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

function Dialog({ action, row: { pool, vip, floatingIp }, onClose, onDone }: DialogProps) {
  if (action === 'editPool') return <EditPool pool={pool} onClose={onClose} />;
  if (action === 'addVip') return <AddVip pool={pool} onClose={onClose} />;
  if (action === 'associateMonitor') return <AssociateMonitor pool={pool} onClose={onClose} />;
  if (action === 'disassociateMonitor') return <DisassociateMonitor pool={pool} onClose={onClose} />;
  if (action === 'deletePool')
    return <DeletePools pools={[pool]} onClose={onClose} {...(onDone === undefined ? {} : { onDone })} />;
  if (vip === undefined) return null;
  if (action === 'editVip') return <EditVip vip={vip} onClose={onClose} />;
  if (action === 'deleteVip') return <DeleteVip vip={vip} floatingIp={floatingIp} onClose={onClose} />;
  if (action === 'associateFloatingIp') return <AssociateFloatingIp vip={vip} onClose={onClose} />;
  return <DisassociateFloatingIp vip={vip} floatingIp={floatingIp} onClose={onClose} />;
}
