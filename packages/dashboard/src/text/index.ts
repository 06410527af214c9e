export { SpeechProvider, useFormat, useSpeech, useText } from './context.tsx';
export { type Language, TAGS, initialLanguage } from './language.ts';
export { loadTexts } from './load-texts.ts';
export type { Texts } from './texts.ts';
