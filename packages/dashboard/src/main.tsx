import './ui/page.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { createQueryClient } from './api/query-client.ts';
import { App } from './app/app.tsx';
import { begin } from './app/begin.ts';
import { SpeechProvider, TAGS, initialLanguage, loadTexts } from './text/index.ts';
import { startTheme } from './ui/theme.ts';

const BASE = '/ui';

startTheme();
const root = document.querySelector('#root');
if (root === null) throw new Error('no #root');
const language = initialLanguage();
document.documentElement.lang = TAGS[language];
const client = createQueryClient();
begin(client, BASE);
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
