import type { CSSOptions } from 'vite';

type Plugins = NonNullable<Exclude<CSSOptions['postcss'], string | undefined>['plugins']>;

/** Of PatternFly, beside light and dark: the page never sets their classes. */
const THEMES = ['felt', 'glass', 'high-contrast'].map((name) => `.pf-v6-theme-${name}`);

/** Takes the rules of themes out of the style sheets that the page cannot have: a ninth of them. */
export const leanThemes: Plugins[number] = {
  postcssPlugin: 'lean-themes',
  Rule(rule) {
    const kept = rule.selectors.filter((selector) => !needsTheme(selector));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  },
};

function needsTheme(selector: string): boolean {
  const asked = THEMES.reduce((rest, theme) => rest.replaceAll(`:not(${theme})`, ''), selector);
  return THEMES.some((theme) => asked.includes(theme));
}
