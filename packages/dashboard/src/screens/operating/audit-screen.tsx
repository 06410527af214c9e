import {
  Button,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import HistoryIcon from '@patternfly/react-icons/icons/history-icon';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AUDIT_LOG, type AuditEntry } from '../../api/operating.ts';
import { listQuery } from '../../api/resources.ts';
import { useScope } from '../../api/session.ts';
import { useText } from '../../text/index.ts';
import type { Column } from '../../ui/data-table.tsx';
import { FilterBox } from '../../ui/filter-box.tsx';
import { ListBlock } from '../../ui/list-block.tsx';
import { useListState } from '../../ui/list-state.ts';
import { SelectFilter } from '../../ui/select-filter.tsx';
import { EmptyBlock } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { OperatingFrame } from './frame.tsx';

const FILTERS = ['action', 'resource_type', 'resource_id', 'project_id', 'user_id', 'request_id'];
const KINDS = [
  'pool',
  'vip',
  'member',
  'health_monitor',
  'association',
  'network',
  'subnet',
  'port',
  'router',
  'floatingip',
  'agent',
  'quota',
];
const REFRESH_MS = 5000;

export function AuditScreen() {
  const { operating: text } = useText();
  return (
    <OperatingFrame title={text.audit}>
      <AuditLog />
    </OperatingFrame>
  );
}

function AuditLog() {
  const { operating: text, search: kindWords } = useText();
  const scope = useScope();
  const state = useListState({ sortKey: 'id', sortDirection: 'desc', filters: FILTERS });
  const query = useQuery({
    ...listQuery(AUDIT_LOG, { ...state.query, ...scope }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const [shown, setShown] = useState<AuditEntry>();
  const words: Readonly<Record<string, string>> = {
    ...kindWords,
    association: text.association,
    quota: text.quota,
  };
  const wordOf = (kind: string): string => words[kind] ?? kind;
  const columns: readonly Column<AuditEntry>[] = [
    { key: 'at', title: text.at, sortKey: 'id', cell: ({ at }) => <Time at={at} /> },
    {
      key: 'who',
      title: text.who,
      cell: ({ user_id: user, project_id: project }) => (
        <>
          {user !== null && user !== '' && <bdi>{user}</bdi>}
          <div className="lb-subtle">
            <bdi>{project}</bdi>
          </div>
        </>
      ),
    },
    { key: 'action', title: text.action, cell: ({ action }) => text.actionWords[action] },
    {
      key: 'object',
      title: text.object,
      cell: ({ resource_type: kind, resource_id: id }) => (
        <>
          {wordOf(kind)}
          <div className="lb-mono lb-subtle">{id}</div>
        </>
      ),
    },
    {
      key: 'request',
      title: text.request,
      cell: ({ request_id: id }) => <span className="lb-mono">{id}</span>,
    },
  ];
  const boxes = [
    ['resource_id', text.filterObject],
    ['project_id', text.filterProject],
    ['user_id', text.filterUser],
    ['request_id', text.filterRequest],
  ] as const;
  return (
    <>
      <Toolbar clearAllFilters={state.clearFilters}>
        <ToolbarContent>
          <ToolbarItem>
            <SelectFilter
              label={text.action}
              anyText={text.anyAction}
              value={state.filter('action')}
              choices={Object.entries(text.actionWords).map(([value, word]) => ({ value, text: word }))}
              onChange={(next) => state.setFilter('action', next)}
            />
          </ToolbarItem>
          <ToolbarItem>
            <SelectFilter
              label={text.kind}
              anyText={text.anyKind}
              value={state.filter('resource_type')}
              choices={KINDS.map((value) => ({ value, text: wordOf(value) }))}
              onChange={(next) => state.setFilter('resource_type', next)}
            />
          </ToolbarItem>
          {boxes.map(([name, label]) => (
            <ToolbarItem key={name}>
              <FilterBox
                label={label}
                value={state.filter(name)}
                onChange={(next) => state.setFilter(name, next)}
              />
            </ToolbarItem>
          ))}
        </ToolbarContent>
      </Toolbar>
      <ListBlock
        label={text.audit}
        query={query}
        state={state}
        columns={columns}
        nameOf={({ resource_id: id }) => id}
        actions={(entry) => [{ title: text.showBody, onClick: () => setShown(entry) }]}
        empty={<EmptyBlock title={text.noAudit} body={text.noAuditBody} icon={HistoryIcon} />}
      />
      {shown !== undefined && <BodyDialog entry={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

function BodyDialog({ entry, onClose }: { readonly entry: AuditEntry; readonly onClose: () => void }) {
  const { common, operating: text } = useText();
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="body-title">
      <ModalHeader title={text.bodyOf} labelId="body-title" description={entry.resource_id} />
      <ModalBody tabIndex={0}>
        <pre className="lb-pre">{JSON.stringify(entry.body, undefined, 2)}</pre>
      </ModalBody>
      <ModalFooter>
        <Button variant="secondary" onClick={onClose}>
          {common.close}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
