import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { Router } from 'wouter';
import { type Language, SpeechProvider, type Texts } from '../text/index.ts';
import { App } from './app.tsx';
import { createRoot } from './root.ts';
// Last: what it says of a component counts after what the component brings along.
import '../ui/page.css';

interface Beginning {
  readonly client: QueryClient;
  /** Where the page is on its server. */
  readonly base: string;
  readonly language: Language;
  readonly texts: Texts;
}

/** Shows the page. */
export function start({ client, base, language, texts }: Beginning): void {
  const root = document.querySelector('#root');
  if (root === null) throw new Error('no #root');
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <SpeechProvider language={language} texts={texts}>
          <Router base={base}>
            <App />
          </Router>
        </SpeechProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
