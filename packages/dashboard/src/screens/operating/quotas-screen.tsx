import { Button, List, ListItem, Title } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import {
  QUOTA_KINDS,
  type QuotaKind,
  type QuotaUse,
  quotaListQuery,
  quotaUseQuery,
  resetQuota,
  setQuota,
} from '../../api/operating.ts';
import { useMayChange, useSession } from '../../api/session.ts';
import { type Values, changesOf, useAct } from '../../forms/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { FilterBox } from '../../ui/filter-box.tsx';
import { QueryBlock } from '../../ui/states.tsx';
import { OperatingFrame } from './frame.tsx';
import { limitsFrom, shareOf } from './quota-values.ts';

/** What is counted changes with every object. */
const REFRESH_MS = 5000;

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
  const query = useQuery({ ...quotaUseQuery(project), refetchInterval: REFRESH_MS });
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
        {(use) => <QuotaTable key={project} project={project} use={use} />}
      </QueryBlock>
      <OwnQuotas />
    </>
  );
}

interface Row {
  readonly id: QuotaKind;
  readonly used: number;
  readonly limit: number;
}

interface TableProps {
  readonly project: string;
  readonly use: QuotaUse;
}

function QuotaTable({ project, use }: TableProps) {
  const { operating: text } = useText();
  const format = useFormat();
  const rows = QUOTA_KINDS.map((id): Row => ({ id, ...use[id] }));
  const columns: readonly Column<Row>[] = [
    { key: 'kind', title: text.kind, cell: ({ id }) => text.kinds[id] },
    {
      key: 'used',
      title: text.used,
      isNumber: true,
      cell: ({ used }) => format.number(used),
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
        <QuotaButtons project={project} use={use} />
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

function QuotaButtons({ project, use }: TableProps) {
  const { common, operating: text } = useText();
  const mayChange = useMayChange();
  const [dialog, ask] = useAct();
  const initial: Values = Object.fromEntries(QUOTA_KINDS.map((kind) => [kind, String(use[kind].limit)]));
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
