import GlobeIcon from '@patternfly/react-icons/icons/globe-icon';
import { type Language, useSpeech, useText } from '../text/index.ts';
import { Menu, type MenuEntry } from '../ui/menu.tsx';

/** Each language in its own words: whoever needs it may read no other. */
const NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' };

export function useLanguageEntries(): readonly MenuEntry[] {
  const { language, speak } = useSpeech();
  return (Object.keys(NAMES) as Language[]).map((key) => ({
    key,
    text: <span lang={key}>{NAMES[key]}</span>,
    isSelected: key === language,
    onSelect: () => void speak(key),
  }));
}

export function LanguageMenu() {
  const { layout } = useText();
  const entries = useLanguageEntries();
  return <Menu label={layout.language} toggle={<GlobeIcon />} entries={entries} />;
}
