import '../../ui/section.css';
import type { ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { useText } from '../../text/index.ts';
import { Screen } from '../../ui/screen.tsx';
import { EmptyBlock } from '../../ui/states.tsx';
import { SubNavigation } from '../../ui/sub-navigation.tsx';
import LockIcon from '@patternfly/react-icons/icons/lock-icon';

interface Props {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** What the screens of operating have in common. Its children ask the API, so they are mounted for admins only. */
export function OperatingFrame({ title, actions, children }: Props) {
  const { operating: text } = useText();
  const { role } = useSession();
  const places = [
    { path: '/operating/agents', text: text.agents },
    { path: '/operating/devices', text: text.devices },
    { path: '/operating/quotas', text: text.quotas },
    { path: '/operating/audit-log', text: text.audit },
    { path: '/operating/diagnostics', text: text.diagnostics },
    { path: '/operating/service-providers', text: text.providers },
  ];
  if (role !== 'admin')
    return (
      <Screen title={title}>
        <EmptyBlock title={text.forAdmins} body={text.forAdminsBody} icon={LockIcon} />
      </Screen>
    );
  return (
    <Screen title={title} actions={actions}>
      <SubNavigation label={text.title} places={places} />
      <div className="lb-section-body">{children}</div>
    </Screen>
  );
}
