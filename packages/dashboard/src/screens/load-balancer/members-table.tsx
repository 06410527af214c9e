import { Switch, TextInput } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { MemberHealth } from '../../api/explain.ts';
import type { Member } from '../../api/objects.ts';
import { MEMBERS, updateOne } from '../../api/resources.ts';
import { useMayChange } from '../../api/session.ts';
import { useFormat, useText } from '../../text/index.ts';
import { type Column, DataTable, type RowAction } from '../../ui/data-table.tsx';
import { StatusLabel } from '../../ui/status-label.tsx';
import { Time } from '../../ui/time.tsx';
import { useToasts } from '../../ui/toasts.tsx';
import { endpointOf } from './summary.ts';

interface Props {
  readonly members: readonly Member[] | undefined;
  readonly health: readonly MemberHealth[];
  readonly shares: ReadonlyMap<string, number>;
}

type Change = { readonly weight: number } | { readonly admin_state_up: boolean };

export function MembersTable({ members, health, shares }: Props) {
  const { common, loadBalancer: text } = useText();
  const format = useFormat();
  const mayChange = useMayChange();
  const change = useChange();
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
          key={member.weight}
          member={member}
          isDisabled={!mayChange}
          onChange={(weight) => change.mutate({ member, body: { weight } })}
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
          onChange={(_, isUp) => change.mutate({ member, body: { admin_state_up: isUp } })}
        />
      ),
    },
  ];
  const actions = (member: Member): RowAction[] => [
    {
      title: text.drain,
      onClick: () => change.mutate({ member, body: { weight: 0 } }),
      disabledBecause: mayChange
        ? member.weight === 0
          ? text.drained
          : undefined
        : common.readersMayNotChange,
    },
  ];
  return (
    <DataTable label={text.members} columns={columns} rows={members} nameOf={endpointOf} actions={actions} />
  );
}

/** What is changed is shown at once, and taken back when the API refuses it. */
function useChange() {
  const { loadBalancer: text } = useText();
  const toasts = useToasts();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ member, body }: { readonly member: Member; readonly body: Change }) =>
      updateOne(MEMBERS, member.id, body),
    onError: (error, { member }) => toasts.failure(text.notChanged(endpointOf(member)), error),
    onSettled: () => client.invalidateQueries({ queryKey: [MEMBERS.one] }),
  });
}

interface WeightProps {
  readonly member: Member;
  readonly isDisabled: boolean;
  readonly onChange: (weight: number) => void;
}

const HIGHEST = 256;

function Weight({ member, isDisabled, onChange }: WeightProps) {
  const { loadBalancer: text } = useText();
  const [typed, setTyped] = useState(String(member.weight));
  const weight = /^\d+$/.test(typed) ? Number(typed) : undefined;
  const isValid = weight !== undefined && weight <= HIGHEST;
  const save = (): void => {
    if (!isValid) setTyped(String(member.weight));
    else if (weight !== member.weight) onChange(weight);
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
        if (key === 'Escape') setTyped(String(member.weight));
      }}
    />
  );
}
