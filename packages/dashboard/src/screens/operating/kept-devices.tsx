import { Content, Icon, List, ListItem, Title } from '@patternfly/react-core';
import ExclamationTriangleIcon from '@patternfly/react-icons/icons/exclamation-triangle-icon';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { type KeptDevice, keptDevicesQuery, letGo } from '../../api/operating.ts';
import { useMayChange } from '../../api/session.ts';
import { type Act, useAct } from '../../forms/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { ErrorBlock } from '../../ui/states.tsx';
import { keptReason } from './kept-reason.ts';

/** They come and go with heartbeats, without events. */
const REFRESH_MS = 2000;

interface Row extends KeptDevice {
  readonly id: string;
}

/** What must be decided after the database was restored; nothing as long as there is nothing to decide. */
export function KeptDevices() {
  const { operating: text } = useText();
  const { data, error, refetch } = useQuery({ ...keptDevicesQuery, refetchInterval: REFRESH_MS });
  if (data === undefined && error !== null)
    return <ErrorBlock error={error} onRetry={() => void refetch()} />;
  if (data === undefined || data.length === 0) return null;
  // Two hosts may keep the same device.
  const rows = data.map((kept): Row => ({ ...kept, id: `${kept.agent_id} ${kept.device_id}` }));
  return (
    <>
      <Title headingLevel="h2">{text.kept}</Title>
      <output className="lb-sentence">
        <Icon status="warning">
          <ExclamationTriangleIcon />
        </Icon>
        {text.keptSentence(rows.length)}
      </output>
      <p>{text.keptBody}</p>
      <KeptTable rows={rows} />
    </>
  );
}

function KeptTable({ rows }: { readonly rows: readonly Row[] }) {
  const { common, operating: text } = useText();
  const mayChange = useMayChange();
  const [dialog, ask] = useAct();
  const columns = useColumns();
  const nameOf = useNameOf();
  const actOf = (kept: Row): Act => {
    const { host, addresses, placed_on: other } = kept;
    return {
      title: text.letGoTitle(nameOf(kept)),
      intro: [
        <Content key="what">{text.letGoBody[keptReason(kept)](host, other ?? text.nowhere)}</Content>,
        <AddressList key="addresses" addresses={addresses} />,
      ],
      submitText: text.letGo,
      isDanger: true,
      run: () => letGo(kept),
      done: text.letGoDone(nameOf(kept)),
    };
  };
  const disabledBecause = mayChange ? undefined : common.readersMayNotChange;
  return (
    <>
      <DataTable
        label={text.kept}
        columns={columns}
        rows={rows}
        nameOf={nameOf}
        actions={(kept) => [
          { title: text.letGo, onClick: () => ask(actOf(kept)), isDanger: true, disabledBecause },
        ]}
      />
      {dialog}
    </>
  );
}

function AddressList({ addresses }: Pick<KeptDevice, 'addresses'>) {
  const { operating: text } = useText();
  if (addresses.length === 0) return null;
  return (
    <Content>
      <p>{text.letGoAddresses}</p>
      <List>
        {addresses.map((address) => (
          <ListItem key={address}>{address}</ListItem>
        ))}
      </List>
    </Content>
  );
}

function useNameOf(): (kept: KeptDevice) => string {
  const { common } = useText();
  return ({ name, device_id: id }) => name || common.unnamed(id);
}

function useColumns(): readonly Column<Row>[] {
  const { common, operating: text, search } = useText();
  const format = useFormat();
  const nameOf = useNameOf();
  return [
    { key: 'name', title: common.name, cell: (row) => <KeptName kept={row} name={nameOf(row)} /> },
    {
      key: 'kind',
      title: text.kind,
      cell: ({ kind }) => (kind === 'router' ? search.router : search.loadbalancer),
    },
    {
      key: 'reason',
      title: text.reason,
      cell: (row) => (
        <>
          {text.keptWhy[keptReason(row)]}
          <div className="lb-subtle">{text.keptHint[keptReason(row)]}</div>
        </>
      ),
    },
    {
      key: 'addresses',
      title: text.addresses,
      cell: ({ addresses }) => (addresses.length === 0 ? common.none : format.list(addresses)),
    },
    {
      key: 'host',
      title: text.host,
      cell: ({ agent_id: agent, host }) => (
        <Link to={`/operating/agents/${agent}`}>
          <bdi>{host}</bdi>
        </Link>
      ),
    },
    {
      key: 'placed',
      title: text.placedOn,
      cell: ({ placed_on: other }) => (other === null ? text.nowhere : <bdi>{other}</bdi>),
    },
  ];
}

/** What the database has somewhere can be looked at. */
function KeptName({ kept, name }: { readonly kept: KeptDevice; readonly name: string }) {
  const { device_id: id, kind, placed_on: other } = kept;
  if (other === null) return <bdi>{name}</bdi>;
  return (
    <Link to={`${kind === 'router' ? '/networks/routers' : '/load-balancers'}/${id}`}>
      <bdi>{name}</bdi>
    </Link>
  );
}
