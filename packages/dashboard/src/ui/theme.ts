import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'lbaas.theme';
const CLASS = 'pf-v6-theme-dark';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let theme: Theme = stored();

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

function isDark(): boolean {
  return theme === 'dark' || (theme === 'system' && systemIsDark.matches);
}

function apply(): void {
  document.documentElement.classList.toggle(CLASS, isDark());
  for (const listener of listeners) listener();
}

/** Before the first paint, and from then on whenever the system changes. */
export function startTheme(): void {
  systemIsDark.addEventListener('change', apply);
  apply();
}

export function setTheme(next: Theme): void {
  theme = next;
  localStorage.setItem(KEY, next);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, () => theme);
/**
 * Charts on a canvas need to know.
 */
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark);
