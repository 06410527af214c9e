import './ui/page.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { createQueryClient } from './api/query-client.ts';
import { sessionQuery } from './api/session.ts';
import { beginList } from './screens/load-balancers/list.ts';
import { App } from './app/app.tsx';
import { SpeechProvider, TAGS, initialLanguage, loadTexts } from './text/index.ts';
import { startTheme } from './ui/theme.ts';

const BASE = '/ui';

startTheme();
const root = document.querySelector('#root');
if (root === null) throw new Error('no #root');
const language = initialLanguage();
document.documentElement.lang = TAGS[language];
const client = createQueryClient();
// Asked for while the texts are loaded; what comes of it is shown by whoever asks again.
void client.prefetchQuery(sessionQuery);
// Errors are shown by the screen, which asks again.
if ([BASE, `${BASE}/`, `${BASE}/load-balancers`].includes(location.pathname))
  beginList(client, location.search).catch(() => undefined);
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <SpeechProvider language={language} texts={await loadTexts(language)}>
        <Router base={BASE}>
          <App />
        </Router>
      </SpeechProvider>
    </QueryClientProvider>
  </StrictMode>,
);
