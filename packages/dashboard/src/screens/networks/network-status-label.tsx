import { Label, Popover } from '@patternfly/react-core';
import { useText } from '../../text/index.ts';

type NetworkStatus =
  'ACTIVE' | 'DOWN' | 'ERROR' | 'PENDING_CREATE' | 'PENDING_UPDATE' | 'INACTIVE' | 'DISABLED';

const LOOKS: Readonly<Record<NetworkStatus, 'success' | 'danger' | 'info' | undefined>> = {
  ACTIVE: 'success',
  DOWN: undefined,
  ERROR: 'danger',
  PENDING_CREATE: 'info',
  PENDING_UPDATE: 'info',
  INACTIVE: undefined,
  DISABLED: undefined,
};

interface Props {
  readonly status: NetworkStatus;
  readonly description?: string;
  readonly name: string;
}

/** Routers, ports and floating IPs have statuses of their own. */
export function NetworkStatusLabel({ status, description = '', name }: Props) {
  const { networks: text, status: words } = useText();
  const look = LOOKS[status];
  const variant = look === undefined ? { color: 'grey' as const } : { status: look };
  const word = text.statusWords[status];
  if (description === '') return <Label {...variant}>{word}</Label>;
  return (
    <Popover headerContent={word} bodyContent={<bdi>{description}</bdi>} aria-label={words.why(name)}>
      <Label {...variant} onClick={() => undefined}>
        {word}
      </Label>
    </Popover>
  );
}
