import { Label } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { type Provider, serviceProvidersQuery } from '../../api/operating.ts';
import { useText } from '../../text/index.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyBlock, QueryBlock } from '../../ui/states.tsx';
import { OperatingFrame } from './frame.tsx';

export function ProvidersScreen() {
  const { operating: text } = useText();
  return (
    <OperatingFrame title={text.providers}>
      <Providers />
    </OperatingFrame>
  );
}

type Row = Provider & { readonly id: string };

function Providers() {
  const { operating: text } = useText();
  const query = useQuery(serviceProvidersQuery);
  const columns: readonly Column<Row>[] = [
    { key: 'name', title: text.provider, cell: ({ name }) => <bdi>{name}</bdi> },
    { key: 'service', title: text.serviceType, cell: ({ service_type: service }) => service },
    {
      key: 'default',
      title: text.isDefault,
      cell: (row) => row.default && <Label color="blue">{text.isDefault}</Label>,
    },
  ];
  return (
    <QueryBlock query={query}>
      {(providers) =>
        providers.length === 0 ? (
          <EmptyBlock title={text.noProviders} body={text.noProvidersBody} />
        ) : (
          <>
            <p>{text.providersBody}</p>
            <DataTable
              label={text.providers}
              columns={columns}
              rows={providers.map((provider) => ({ ...provider, id: provider.name }))}
              nameOf={({ name }) => name}
            />
          </>
        )
      }
    </QueryBlock>
  );
}
