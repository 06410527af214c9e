import AdjustIcon from '@patternfly/react-icons/icons/adjust-icon';
import MoonIcon from '@patternfly/react-icons/icons/moon-icon';
import SunIcon from '@patternfly/react-icons/icons/sun-icon';
import { useText } from '../text/index.ts';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { type Theme, setTheme, useTheme } from '../ui/theme.ts';

const ICONS = { system: AdjustIcon, light: SunIcon, dark: MoonIcon };

export function useThemeEntries(): readonly MenuEntry[] {
  const { layout } = useText();
  const theme = useTheme();
  const names: readonly (readonly [Theme, string])[] = [
    ['system', layout.themeSystem],
    ['light', layout.themeLight],
    ['dark', layout.themeDark],
  ];
  return names.map(([key, text]) => ({
    key,
    text,
    isSelected: key === theme,
    onSelect: () => setTheme(key),
  }));
}

export function ThemeMenu() {
  const { layout } = useText();
  const entries = useThemeEntries();
  const Icon = ICONS[useTheme()];
  return <Menu label={layout.theme} toggle={<Icon />} entries={entries} />;
}
