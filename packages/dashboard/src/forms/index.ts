export type { Act } from './act.ts';
export { ActDialog } from './act-dialog.tsx';
export { Commands } from './commands.tsx';
export { type Field, type Option, type Values, changesOf, problemsOf, valueOf } from './field.ts';
export { Fields } from './fields.tsx';
export { RefusalAlert } from './refusal-alert.tsx';
export { useCarefulAct } from './use-careful-act.tsx';
export { useAct } from './use-act.tsx';
export { wordsOf } from './problem-words.ts';
