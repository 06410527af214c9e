import { Title } from '@patternfly/react-core';
import type { HostLimit } from '../../api/operating.ts';
import { useFormat, useText } from '../../text/index.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { shareOf } from './quota-values.ts';

/** How much of what a host has is in use, and how many devices it is enough for; what ends first comes first. */
export function Capacity({ limits }: { readonly limits: readonly HostLimit[] }) {
  const { operating: text } = useText();
  const format = useFormat();
  const words: Readonly<Record<string, string>> = text.hostLimits;
  const nameOf = ({ limit }: HostLimit): string => words[limit] ?? limit;
  const rows = limits
    .map((each) => ({ ...each, id: each.limit }))
    .sort((one, other) => one.carries - other.carries);
  const columns: readonly Column<HostLimit & { readonly id: string }>[] = [
    { key: 'limit', title: text.resource, cell: nameOf },
    {
      key: 'used',
      title: text.used,
      cell: (row) => {
        const share = shareOf(row.used, row.max) ?? 0;
        return (
          <span className="lb-share">
            <meter aria-label={nameOf(row)} value={share} max={1} high={0.8} low={0.8} optimum={0} />
            {format.percent(share)}
          </span>
        );
      },
    },
    {
      key: 'carries',
      title: text.enoughFor,
      isNumber: true,
      cell: (row) => text.devicesCarried(format.number(row.carries)),
    },
  ];
  return (
    <>
      <Title headingLevel="h2">{text.capacity}</Title>
      <DataTable label={text.capacity} columns={columns} rows={rows} nameOf={nameOf} />
    </>
  );
}
