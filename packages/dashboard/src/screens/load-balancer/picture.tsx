import './picture.css';
import CheckCircleIcon from '@patternfly/react-icons/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/icons/exclamation-circle-icon';
import InProgressIcon from '@patternfly/react-icons/icons/in-progress-icon';
import LaptopIcon from '@patternfly/react-icons/icons/laptop-icon';
import PauseCircleIcon from '@patternfly/react-icons/icons/pause-circle-icon';
import type { ReactNode } from 'react';
import type { LoadBalancer, Member } from '../../api/objects.ts';
import { useFormat, useText } from '../../text/index.ts';
import { type Look, lookOfMember, lookOfStatus } from './look.ts';
import { endpointOf } from './summary.ts';

interface Props {
  readonly balancer: LoadBalancer;
  readonly members: readonly Member[];
  /** Of the traffic, by member. */
  readonly shares: ReadonlyMap<string, number>;
}

/** More would be a wall; the table below has all of them. */
const MOST = 8;

/** The way of a request, from left to right; on a narrow screen from top to bottom. */
export function Picture({ balancer, members, shares }: Props) {
  const { common, loadBalancer: text } = useText();
  const format = useFormat();
  const { vip, pools, floating_ip_address: floating } = balancer;
  const shown = [...members].sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
  const more = members.length - shown.length;
  const ends = [...shown.map(lookOfMember), ...(more > 0 ? (['off'] as const) : [])];
  const pool = pools[0];
  return (
    <div className="lb-picture" role="group" aria-label={text.picture}>
      <Box look="plain" kind={text.client} icon={<LaptopIcon />} title={text.anyClient} />
      <Arrow look={floating === null && vip === null ? 'off' : 'up'} />
      {floating !== null && (
        <>
          <Box look="plain" kind={text.floatingIp} title={floating} />
          <Arrow look="up" />
        </>
      )}
      {vip === null ? (
        <Box look="off" kind={text.vip} title={text.noVip} />
      ) : (
        <Box
          look={vip.admin_state_up ? lookOfStatus(vip.status) : 'off'}
          kind={`${text.vip} · ${vip.protocol}`}
          title={`${vip.address}:${vip.protocol_port}`}
          note={vip.name}
        />
      )}
      <Arrow look={vip === null ? 'off' : 'up'} />
      <Box
        look={balancer.admin_state_up ? lookOfStatus(pool?.status ?? balancer.status) : 'off'}
        kind={text.pool}
        title={text.methods[pool?.lb_method ?? 'ROUND_ROBIN']}
        note={pool?.name || common.unnamed(balancer.id)}
      />
      <Fan looks={ends} />
      <ul className="lb-picture-members" aria-label={text.members}>
        {shown.length === 0 && (
          <li>
            <Box look="off" kind={text.member} title={text.noMembers} />
          </li>
        )}
        {shown.map((member) => {
          const share = shares.get(member.id);
          return (
            <li key={member.id}>
              <Box
                look={lookOfMember(member)}
                kind={share === undefined ? text.member : text.share(format.percent(share))}
                title={endpointOf(member)}
              />
            </li>
          );
        })}
        {more > 0 && (
          <li>
            <Box look="plain" kind={text.member} title={text.moreMembers(more)} />
          </li>
        )}
      </ul>
    </div>
  );
}

/** Those that should serve and do not come first. */
const rank = (member: Member): number =>
  ({ down: 0, pending: 1, up: 2, off: 3, plain: 4 })[lookOfMember(member)];

const ICONS: Readonly<Record<Look, ReactNode>> = {
  up: <CheckCircleIcon />,
  down: <ExclamationCircleIcon />,
  pending: <InProgressIcon />,
  off: <PauseCircleIcon />,
  plain: null,
};

interface BoxProps {
  readonly look: Look;
  readonly kind: string;
  readonly title: string;
  readonly note?: string;
  readonly icon?: ReactNode;
}

function Box({ look, kind, title, note, icon }: BoxProps) {
  const { loadBalancer: text } = useText();
  return (
    <div className={`lb-box lb-look-${look}`}>
      <span className="lb-box-kind">
        {icon ?? ICONS[look]}
        {look !== 'plain' && <span className="pf-v6-screen-reader">{text.looks[look]}</span>}
        {kind}
      </span>
      <bdi className="lb-box-title">{title}</bdi>
      {note !== undefined && note !== '' && <bdi className="lb-box-note">{note}</bdi>}
    </div>
  );
}

function Arrow({ look }: { readonly look: Look }) {
  return <span className={`lb-arrow lb-look-${look}`} aria-hidden="true" />;
}

/** One line to each member, stretched to the height of their list. */
function Fan({ looks }: { readonly looks: readonly Look[] }) {
  const ends = looks.length === 0 ? (['off'] as const) : looks;
  return (
    <svg className="lb-fan" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      {ends.map((look, index) => {
        const y = ((index + 0.5) / ends.length) * 100;
        // Members have no name here that is better than their place.
        // eslint-disable-next-line react/no-array-index-key
        return <path key={index} className={`lb-look-${look}`} d={`M0 50C55 50 45 ${y} 100 ${y}`} />;
      })}
    </svg>
  );
}
