export type { Act } from './act-dialog.tsx';
export { useAct } from './use-act.tsx';
export { type Choice, type Field, type Values, changesOf, valueOf } from './field.ts';
