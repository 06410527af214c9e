import type { Creation } from './creation.ts';
import { type FormState, INITIAL } from './form-state.ts';

/** Of this tab only: two tabs may create two balancers at the same time. */
const FORM = 'lbaas.create.form';
const CREATION = 'lbaas.create.running';

function read<T>(key: string): T | undefined {
  const text = sessionStorage.getItem(key);
  // The page itself has written it.
  return text === null ? undefined : (JSON.parse(text) as T);
}

function write(key: string, value: unknown): void {
  if (value === undefined) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, JSON.stringify(value));
}

export const readForm = (): FormState => read<FormState>(FORM) ?? INITIAL;
export const writeForm = (state: FormState | undefined): void => write(FORM, state);
export const readCreation = (): Creation | undefined => read<Creation>(CREATION);
export const writeCreation = (creation: Creation | undefined): void => write(CREATION, creation);
