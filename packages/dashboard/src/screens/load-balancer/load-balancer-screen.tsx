import './load-balancer.css';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from 'wouter';
import { explainQuery } from '../../api/explain.ts';
import { historyQuery, sharesOf } from '../../api/history.ts';
import type { LoadBalancer } from '../../api/objects.ts';
import { HEALTH_MONITORS, LOAD_BALANCERS, MEMBERS, itemQuery, listQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import { useLoadBalancerActions } from '../../balancing/index.ts';
import { useText } from '../../text/index.ts';
import { CodeCopy } from '../../ui/code-copy.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Screen } from '../../ui/screen.tsx';
import { ErrorBlock, LoadingBlock, QueryBlock } from '../../ui/states.tsx';
import { StatusLabel } from '../../ui/status-label.tsx';
import { Changes } from './changes.tsx';
import { Configuration } from './configuration.tsx';
import { MembersTable } from './members-table.tsx';
import { Monitors } from './monitors.tsx';
import { Picture } from './picture.tsx';
import { Section } from './section.tsx';
import { Sentence } from './sentence.tsx';
import { Story } from './story-card.tsx';
import { summarize } from './summary.ts';
import { Traffic } from './traffic.tsx';
import { tryCommand } from './try-command.ts';

/** What no event tells: the last check's answer, traffic. */
const REFRESH_MS = 5000;
const MINUTES = 60;

export function LoadBalancerScreen() {
  const { id } = useParams<{ id: string }>();
  const { loadBalancers: list } = useText();
  const { data, error, refetch } = useQuery(itemQuery(LOAD_BALANCERS, id));
  if (data !== undefined) return <Details balancer={data} />;
  return (
    <Screen title={list.one} crumbs={[{ text: list.title, to: '/load-balancers' }]}>
      {error === null ? (
        <LoadingBlock lines={12} />
      ) : (
        <ErrorBlock error={error} onRetry={() => void refetch()} />
      )}
    </Screen>
  );
}

function Details({ balancer }: { readonly balancer: LoadBalancer }) {
  const { common, loadBalancer: text, loadBalancers: list } = useText();
  const { role } = useSession();
  const { id, vip } = balancer;
  const { data: members } = useQuery(listQuery(MEMBERS, { pool_id: id }));
  const { data: monitors } = useQuery({
    ...listQuery(HEALTH_MONITORS, { id: balancer.health_monitors }),
    enabled: balancer.health_monitors.length > 0,
  });
  const explain = useQuery({ ...explainQuery(id), refetchInterval: REFRESH_MS });
  const history = useQuery({ ...historyQuery(id, MINUTES), refetchInterval: REFRESH_MS });
  const health = explain.data?.members ?? [];
  const rows = members?.items ?? [];
  const shares = history.data === undefined ? new Map<string, number>() : sharesOf(history.data);
  const name = balancer.name || common.unnamed(id);
  const [, navigate] = useLocation();
  const [dialog, actionsOf] = useLoadBalancerActions(() => navigate('/load-balancers'));
  const parts = [
    id,
    ...(vip === null ? [] : [vip.id]),
    ...rows.map((row) => row.id),
    ...balancer.health_monitors,
  ];
  return (
    <Screen
      title={name}
      crumbs={[{ text: list.title, to: '/load-balancers' }]}
      actions={
        <Menu
          label={common.actionsOf(name)}
          toggle={common.actions}
          variant="secondary"
          entries={actionsOf([balancer]).map(({ title, onClick, ...rest }) => ({
            key: title,
            text: title,
            onSelect: onClick,
            ...rest,
          }))}
        />
      }
      subtitle={
        <>
          <StatusLabel
            status={balancer.status}
            description={balancer.status_description}
            name={name}
            isDegraded={balancer.severity === 2}
            isDisabled={!balancer.admin_state_up}
          />
          <span>
            <Sentence summary={summarize(balancer, rows, health)} />
          </span>
        </>
      }
    >
      <div className="lb-sections">
        <Section title={text.picture}>
          <Picture balancer={balancer} members={rows} shares={shares} />
        </Section>
        <Section title={text.members}>
          {members?.items.length === 0 ? (
            <p>{text.noMembersBody}</p>
          ) : (
            <MembersTable members={members?.items} health={health} shares={shares} />
          )}
        </Section>
        <Section title={text.traffic}>
          <QueryBlock query={history}>{(found) => <Traffic history={found} members={rows} />}</QueryBlock>
        </Section>
        <Section title={text.monitors}>
          <Monitors poolId={id} monitors={balancer.health_monitors.length === 0 ? [] : monitors?.items} />
        </Section>
        <div className="lb-columns">
          <Section title={text.story}>
            <QueryBlock query={explain}>{(found) => <Story explain={found} />}</QueryBlock>
          </Section>
          {role === 'admin' && (
            <Section title={text.changes}>
              <Changes ids={parts} />
            </Section>
          )}
        </div>
        {vip !== null && (
          <Section title={text.tryIt}>
            <CodeCopy label={text.command} code={tryCommand(vip, balancer.floating_ip_address)} />
          </Section>
        )}
        {role === 'admin' && (
          <Section title={text.configuration} isFolded>
            <QueryBlock query={explain}>{(found) => <Configuration explain={found} />}</QueryBlock>
          </Section>
        )}
      </div>
      {dialog}
    </Screen>
  );
}
