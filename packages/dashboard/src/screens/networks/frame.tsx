import '../../ui/section.css';
import type { ReactNode } from 'react';
import { useText } from '../../text/index.ts';
import { Screen } from '../../ui/screen.tsx';
import { SubNavigation } from '../../ui/sub-navigation.tsx';

interface Props {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function NetworksFrame({ title, actions, children }: Props) {
  const { networks: text } = useText();
  const places = [
    { path: '/networks', text: text.networks },
    { path: '/networks/subnets', text: text.subnets },
    { path: '/networks/ports', text: text.ports },
    { path: '/networks/routers', text: text.routers },
    { path: '/networks/floating-ips', text: text.floatingIps },
    { path: '/networks/topology', text: text.topology },
  ];
  return (
    <Screen title={title} actions={actions}>
      <SubNavigation label={text.title} places={places} />
      <div className="lb-section-body">{children}</div>
    </Screen>
  );
}
