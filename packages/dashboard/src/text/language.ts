export type Language = 'en' | 'zh';

const KEY = 'lbaas.language';

/** The chosen language, else the first of the browser's that we have. */
export function initialLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'en' || chosen === 'zh') return chosen;
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'en' || tag === 'zh');
  return known === 'zh' ? 'zh' : 'en';
}

export const rememberLanguage = (language: Language): void => localStorage.setItem(KEY, language);

/** BCP 47: what `Intl` and the attribute `lang` need. */
export const TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };
