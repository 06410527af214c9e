import { createQueryClient } from './api/query-client.ts';
import { begin } from './app/begin.ts';
import { TAGS, initialLanguage, loadTexts } from './text/index.ts';
import { startTheme } from './ui/theme.ts';

const BASE = '/ui';

// Small, and run before style sheets and components are there: what the first screen shows is asked for meanwhile.
startTheme();
const language = initialLanguage();
document.documentElement.lang = TAGS[language];
const client = createQueryClient();
begin(client, BASE);
// Nothing is awaited at the top: the other chunks import from this one, and would wait for it.
void show();

async function show(): Promise<void> {
  const screen = import('./app/start.tsx');
  const [{ start }, texts] = await Promise.all([screen, loadTexts(language), documentRead()]);
  start({ client, base: BASE, language, texts });
}

function documentRead(): Promise<void> {
  return new Promise((resolve) => {
    if (document.readyState !== 'loading') resolve();
    else document.addEventListener('DOMContentLoaded', () => resolve(), { once: true });
  });
}
