import { Button, List, ListItem, Title } from '@patternfly/react-core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import {
  type Limits,
  QUOTA_KINDS,
  type QuotaKind,
  quotaListQuery,
  quotaQuery,
  resetQuota,
  setQuota,
  quotaUseQuery,
} from '../../api/operating.ts';
import { useMayChange, useSession } from '../../api/session.ts';
import { type Values, changesOf, useAct } from '../../dialogs/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { FilterBox } from '../../ui/filter-box.tsx';
import { QueryBlock } from '../../ui/states.tsx';
import { OperatingFrame } from './frame.tsx';
import { limitsFrom, shareOf } from './quota-values.ts';

export function QuotasScreen() {
  const { operating: text } = useText();
  return (
    <OperatingFrame title={text.quotas}>
      <Quotas />
    </OperatingFrame>
  );
}

function Quotas() {
  const { operating: text } = useText();
  const { project: own } = useSession();
  const [search, setSearch] = useSearchParams();
  const project = search.get('project') ?? own.id;
  const query = useQuery(quotaQuery(project));
  return (
    <>
      <div className="lb-narrow">
        <FilterBox
          label={text.showProject}
          value={search.get('project') ?? ''}
          onChange={(next) => setSearch(next === '' ? {} : { project: next })}
        />
      </div>
      <QueryBlock query={query}>
        {(limits) => <QuotaTable key={project} project={project} limits={limits} />}
      </QueryBlock>
      <OwnQuotas />
    </>
  );
}

interface Row {
  readonly id: QuotaKind;
  readonly used: number | undefined;
  readonly limit: number;
}

function QuotaTable({ project, limits }: { readonly project: string; readonly limits: Limits }) {
  const { operating: text } = useText();
  const format = useFormat();
  const used = useQueries({ queries: QUOTA_KINDS.map((kind) => quotaUseQuery(project, kind)) });
  const rows = QUOTA_KINDS.map((id, index): Row => ({ id, used: used[index]?.data, limit: limits[id] }));
  const columns: readonly Column<Row>[] = [
    { key: 'kind', title: text.kind, cell: ({ id }) => text.kinds[id] },
    {
      key: 'used',
      title: text.used,
      isNumber: true,
      cell: (row) => (row.used === undefined ? '…' : format.number(row.used)),
    },
    {
      key: 'limit',
      title: text.limit,
      isNumber: true,
      cell: ({ limit }) => (limit < 0 ? text.unlimited : format.number(limit)),
    },
    {
      key: 'share',
      title: text.share,
      cell: (row) => {
        const share = shareOf(row.used, row.limit);
        if (share === undefined) return '–';
        return (
          <span className="lb-share">
            <meter aria-label={text.kinds[row.id]} value={share} max={1} high={0.8} low={0.8} optimum={0} />
            {format.percent(share)}
          </span>
        );
      },
    },
  ];
  return (
    <>
      <div className="lb-sentence lb-spread">
        <Title headingLevel="h2">
          <bdi>{text.quotasOf(project)}</bdi>
        </Title>
        <QuotaButtons project={project} limits={limits} />
      </div>
      <DataTable
        label={text.quotasOf(project)}
        columns={columns}
        rows={rows}
        nameOf={({ id }) => text.kinds[id]}
      />
    </>
  );
}

function QuotaButtons({ project, limits }: { readonly project: string; readonly limits: Limits }) {
  const { common, operating: text } = useText();
  const mayChange = useMayChange();
  const [dialog, ask] = useAct();
  const initial: Values = Object.fromEntries(QUOTA_KINDS.map((kind) => [kind, String(limits[kind])]));
  const edit = () =>
    ask({
      title: text.quotasOf(project),
      fields: QUOTA_KINDS.map((name) => ({
        name,
        label: text.kinds[name],
        kind: 'text' as const,
        isRequired: true,
        ...(name === QUOTA_KINDS[0] ? { hint: text.quotaHint } : {}),
      })),
      initial,
      submitText: common.save,
      run: (values) => setQuota(project, limitsFrom(changesOf(initial, values))),
      done: text.quotaDone(project),
    });
  const reset = () =>
    ask({
      title: text.resetTitle(project),
      intro: <p>{text.resetBody}</p>,
      submitText: text.resetQuotas,
      run: () => resetQuota(project),
      done: text.resetDone(project),
    });
  return (
    <div className="lb-sentence">
      <Button onClick={edit} isDisabled={!mayChange}>
        {text.editQuotas}
      </Button>
      <Button variant="secondary" onClick={reset} isDisabled={!mayChange}>
        {text.resetQuotas}
      </Button>
      {dialog}
    </div>
  );
}

function OwnQuotas() {
  const { operating: text } = useText();
  const query = useQuery(quotaListQuery);
  return (
    <>
      <Title headingLevel="h2">{text.ownQuotas}</Title>
      <QueryBlock query={query}>
        {(projects) =>
          projects.length === 0 ? (
            <p>{text.noOwnQuotas}</p>
          ) : (
            <List isPlain>
              {projects.map(({ tenant_id: id }) => (
                <ListItem key={id}>
                  <Link to={`/operating/quotas?project=${encodeURIComponent(id)}`}>
                    <bdi>{id}</bdi>
                  </Link>
                </ListItem>
              ))}
            </List>
          )
        }
      </QueryBlock>
    </>
  );
}
