import GlobeIcon from '@patternfly/react-icons/icons/globe-icon';
import { type Language, useSpeech } from '../text/index.ts';
import { Menu } from '../ui/menu.tsx';

/** Each language in its own words: whoever needs it may read no other. */
const NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' };

export function LanguageMenu() {
  const { language, speak, text } = useSpeech();
  const entries = (Object.keys(NAMES) as Language[]).map((key) => ({
    key,
    text: <span lang={key}>{NAMES[key]}</span>,
    isSelected: key === language,
    onSelect: () => void speak(key),
  }));
  return <Menu label={text.layout.language} toggle={<GlobeIcon />} entries={entries} />;
}
