import UserIcon from '@patternfly/react-icons/icons/user-icon';
import { useQueryClient } from '@tanstack/react-query';
import { sessionQuery, signOut, useSession } from '../api/session.ts';
import { useText } from '../text/index.ts';
import { useMedia } from '../ui/media.ts';
import { useLanguageEntries } from './language-menu.tsx';
import { useThemeEntries } from './theme-menu.tsx';
import { Menu } from '../ui/menu.tsx';

export function UserMenu() {
  const { layout } = useText();
  const { user, role } = useSession();
  const client = useQueryClient();
  const leave = async (): Promise<void> => {
    await signOut();
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
  const language = useLanguageEntries();
  const theme = useThemeEntries();
  const isWide = useMedia('(min-width: 768px)');
  const entries = [
    ...(isWide ? [] : [...language, ...theme]),
    {
      key: 'api',
      text: layout.apiReference,
      onSelect: () => void window.open('/docs', '_blank', 'noopener'),
    },
    {
      key: 'out',
      text: layout.signOut,
      description: `${user.name || user.id} · ${layout.role(role)}`,
      onSelect: () => void leave(),
    },
  ];
  return <Menu label={layout.user(user.name || user.id)} toggle={<UserIcon />} entries={entries} />;
}
