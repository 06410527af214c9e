import type { Language } from './language.ts';
import type { Texts } from './texts.ts';

/** A language is loaded when it is needed. */
export async function loadTexts(language: Language): Promise<Texts> {
  if (language === 'zh') return (await import('./zh/index.ts')).zh;
  return (await import('./en/index.ts')).en;
}
