import { Switch, TextInput } from '@patternfly/react-core';
import { type ReactNode, useRef, useState } from 'react';
import type { MemberHealth } from '../../api/explain.ts';
import type { Member } from '../../api/objects.ts';
import { useMayChange } from '../../api/session.ts';
import { steps } from '../../balancing/index.ts';
import { useCarefulAct } from '../../forms/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { type Column, DataTable, type RowAction } from '../../ui/data-table.tsx';
import { StatusLabel } from '../../ui/status-label.tsx';
import { Time } from '../../ui/time.tsx';
import { endpointOf } from './summary.ts';

interface Props {
  readonly members: readonly Member[] | undefined;
  readonly health: readonly MemberHealth[];
  readonly shares: ReadonlyMap<string, number>;
}

type Change = Readonly<Partial<Record<'weight' | 'admin_state_up', string>>>;

export function MembersTable({ members, health, shares }: Props) {
  const { common, loadBalancer: text } = useText();
  const format = useFormat();
  const mayChange = useMayChange();
  const [dialog, change] = useChange();
  const byId = new Map(health.map((one) => [one.id, one]));
  const columns: Column<Member>[] = [
    {
      key: 'address',
      title: common.address,
      cell: (member) => <bdi className="lb-number">{endpointOf(member)}</bdi>,
    },
    {
      key: 'status',
      title: common.status,
      cell: (member) => (
        <StatusLabel
          status={member.status}
          description={member.status_description}
          name={endpointOf(member)}
          isDisabled={!member.admin_state_up}
        />
      ),
    },
    {
      key: 'check',
      title: text.lastCheck,
      cell: ({ id }) => {
        const known = byId.get(id);
        if (!known?.check) return <span className="lb-subtle">{text.notChecked}</span>;
        return (
          <>
            <bdi>{known.check}</bdi>
            {known.changed_at !== null && (
              <div className="lb-subtle">
                {text.unchangedFor} <Time at={known.changed_at} />
              </div>
            )}
          </>
        );
      },
    },
    {
      key: 'share',
      title: text.trafficShare,
      isNumber: true,
      cell: ({ id }) => {
        const share = shares.get(id);
        return share === undefined ? '–' : format.percent(share);
      },
    },
    {
      key: 'weight',
      title: common.weight,
      cell: (member) => (
        <Weight
          member={member}
          isDisabled={!mayChange}
          onChange={(weight) => change(member, { weight: String(weight) })}
        />
      ),
    },
    {
      key: 'enabled',
      title: common.enabled,
      cell: (member) => (
        <Switch
          aria-label={text.enableMember(endpointOf(member))}
          isChecked={member.admin_state_up}
          isDisabled={!mayChange}
          onChange={(_, isUp) => void change(member, { admin_state_up: String(isUp) })}
        />
      ),
    },
  ];
  const actions = (member: Member): RowAction[] => [
    {
      title: text.drain,
      onClick: () => void change(member, { weight: '0' }),
      disabledBecause: mayChange
        ? member.weight === 0
          ? text.drained
          : undefined
        : common.readersMayNotChange,
    },
  ];
  return (
    <>
      <DataTable
        label={text.members}
        columns={columns}
        rows={members}
        nameOf={endpointOf}
        actions={actions}
      />
      {dialog}
    </>
  );
}

/** Done at once unless somebody would notice it; a refusal is said in the API's words. */
function useChange(): readonly [ReactNode, (member: Member, change: Change) => Promise<boolean>] {
  const { common, balancing, loadBalancer: text } = useText();
  const [dialog, begin] = useCarefulAct();
  const change = (member: Member, values: Change): Promise<boolean> => {
    const name = endpointOf(member);
    const before = { weight: String(member.weight), admin_state_up: String(member.admin_state_up) };
    const act = {
      title: balancing.titleOf(balancing.editMember, name),
      submitText: common.save,
      stepsOf: () =>
        steps.editMember({ of: { id: member.id, name }, before, values: { ...before, ...values } }),
    };
    return begin(act, text.notChanged(name));
  };
  return [dialog, change];
}

interface WeightProps {
  readonly member: Member;
  readonly isDisabled: boolean;
  /** @returns whether it was changed */
  readonly onChange: (weight: number) => Promise<boolean>;
}

const HIGHEST = 256;

function Weight({ member, isDisabled, onChange }: WeightProps) {
  const { loadBalancer: text } = useText();
  // What is typed is shown at once; a weight that comes from elsewhere replaces it, and the focus stays.
  const [{ typed, of }, setState] = useState({ typed: String(member.weight), of: member.weight });
  const setTyped = (next: string): void => setState({ typed: next, of: member.weight });
  if (of !== member.weight) setTyped(String(member.weight));
  const weight = /^\d+$/.test(typed) ? Number(typed) : undefined;
  const isValid = weight !== undefined && weight <= HIGHEST;
  // A question takes the focus, and leaving the field saves as well.
  const isSaving = useRef(false);
  const takeBack = (): void => setTyped(String(member.weight));
  const save = (): void => {
    if (!isValid) takeBack();
    else if (weight !== member.weight && !isSaving.current) {
      isSaving.current = true;
      void onChange(weight).then((isDone) => {
        isSaving.current = false;
        if (!isDone) takeBack();
      });
    }
  };
  return (
    <TextInput
      className="lb-weight"
      aria-label={text.weightOf(endpointOf(member))}
      inputMode="numeric"
      value={typed}
      isDisabled={isDisabled}
      validated={isValid ? 'default' : 'error'}
      onChange={(_, next) => setTyped(next)}
      onBlur={save}
      onKeyDown={({ key }) => {
        if (key === 'Enter') save();
        if (key === 'Escape') takeBack();
      }}
    />
  );
}
