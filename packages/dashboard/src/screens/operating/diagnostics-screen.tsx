import { Icon, Label } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/icons/check-circle-icon';
import ExclamationTriangleIcon from '@patternfly/react-icons/icons/exclamation-triangle-icon';
import { useQuery } from '@tanstack/react-query';
import { type Diagnostics, diagnosticsQuery } from '../../api/operating.ts';
import { useFormat, useText } from '../../text/index.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { QueryBlock } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { OperatingFrame } from './frame.tsx';
import { type Worry, worriesOf } from './worries.ts';

/** Counters change without events. */
const REFRESH_MS = 5000;

export function DiagnosticsScreen() {
  const { operating: text } = useText();
  return (
    <OperatingFrame title={text.diagnostics}>
      <Worries />
    </OperatingFrame>
  );
}

function Worries() {
  const query = useQuery({ ...diagnosticsQuery, refetchInterval: REFRESH_MS });
  return <QueryBlock query={query}>{(found) => <WorryTable found={found} />}</QueryBlock>;
}

function WorryTable({ found }: { readonly found: Diagnostics }) {
  const { common, operating: text } = useText();
  const format = useFormat();
  const worries = worriesOf(found);
  const bad = worries.filter(({ isBad }) => isBad).length;
  const columns: readonly Column<Worry>[] = [
    { key: 'what', title: text.worry, cell: ({ id }) => text.worries[id] },
    {
      key: 'count',
      title: text.worryCount,
      isNumber: true,
      cell: ({ count }) => (count === undefined ? common.unknown : format.number(count)),
    },
    {
      key: 'state',
      title: text.state,
      cell: ({ isBad }) => (
        <Label {...(isBad ? { status: 'warning' as const } : { color: 'grey' as const })}>
          {isBad ? text.lookAtIt : text.isFine}
        </Label>
      ),
    },
    { key: 'meaning', title: text.meaning, cell: ({ id }) => text.meanings[id] },
  ];
  return (
    <>
      <output className="lb-sentence">
        <Icon status={bad === 0 ? 'success' : 'warning'}>
          {bad === 0 ? <CheckCircleIcon /> : <ExclamationTriangleIcon />}
        </Icon>
        {bad === 0 ? text.noWorries : text.someWorries(bad)}
      </output>
      <DataTable
        label={text.diagnostics}
        columns={columns}
        rows={worries}
        nameOf={({ id }) => text.worries[id]}
      />
      <p className="lb-subtle">
        {text.countedSince} <Time at={found.since} />
      </p>
    </>
  );
}
