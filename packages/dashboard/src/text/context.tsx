import { type ReactNode, createContext, use, useCallback, useMemo, useState } from 'react';
import { type Format, createFormat } from './format.ts';
import { type Language, TAGS, rememberLanguage } from './language.ts';
import { loadTexts } from './load-texts.ts';
import type { Texts } from './texts.ts';

interface Speech {
  readonly language: Language;
  readonly text: Texts;
  readonly format: Format;
  readonly speak: (language: Language) => Promise<void>;
}

const SpeechContext = createContext<Speech | undefined>(undefined);

interface Props {
  readonly language: Language;
  readonly texts: Texts;
  readonly children: ReactNode;
}

export function SpeechProvider({ language: first, texts, children }: Props) {
  const [{ language, text }, setSpeech] = useState({ language: first, text: texts });
  const speak = useCallback(async (next: Language) => {
    const loaded = await loadTexts(next);
    rememberLanguage(next);
    document.documentElement.lang = TAGS[next];
    setSpeech({ language: next, text: loaded });
  }, []);
  const value = useMemo(
    () => ({ language, text, speak, format: createFormat(TAGS[language]) }),
    [language, text, speak],
  );
  return <SpeechContext value={value}>{children}</SpeechContext>;
}

export function useSpeech(): Speech {
  const speech = use(SpeechContext);
  if (speech === undefined) throw new Error('no SpeechProvider');
  return speech;
}

export const useText = (): Texts => useSpeech().text;
export const useFormat = (): Format => useSpeech().format;
