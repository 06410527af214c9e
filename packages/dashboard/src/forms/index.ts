export { Code, Commands } from './commands.tsx';
export { DeleteDialog } from './delete-dialog.tsx';
export { type Field, type Option, type Values, problemsOf, valueOf } from './field.ts';
export { Fields } from './fields.tsx';
export { FormDialog, RefusalAlert } from './form-dialog.tsx';
export { wordsOf } from './problem-words.ts';
