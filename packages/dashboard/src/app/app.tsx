import { Page, SkipToContent } from '@patternfly/react-core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { followEvents } from '../api/event-stream.ts';
import { sessionQuery } from '../api/session.ts';
import { SignInScreen } from '../screens/sign-in/sign-in-screen.tsx';
import { useText } from '../text/index.ts';
import { Toasts } from '../ui/toasts.tsx';
import { Centered, ErrorBlock, LoadingBlock } from '../ui/states.tsx';
import { LinkBanner } from './link-banner.tsx';
import { Masthead } from './masthead.tsx';
import { Navigation } from './navigation.tsx';
import { Routes } from './routes.tsx';

const MAIN = 'main';

/** The sign-in stands in the place of the screens, at the same address: afterwards one is where one was. */
export function App() {
  const { data, error, refetch } = useQuery(sessionQuery);
  if (data === undefined)
    return (
      <Centered>
        {error === null ? <LoadingBlock /> : <ErrorBlock error={error} onRetry={() => void refetch()} />}
      </Centered>
    );
  if (data.session === null) return <SignInScreen auth={data.auth} />;
  return <SignedIn key={data.session.user.id} />;
}

function SignedIn() {
  const { common } = useText();
  const client = useQueryClient();
  useEffect(() => followEvents(client), [client]);
  return (
    <Toasts>
      <Page
        masthead={<Masthead />}
        sidebar={<Navigation />}
        isManagedSidebar
        isContentFilled
        mainContainerId={MAIN}
        skipToContent={<SkipToContent href={`#${MAIN}`}>{common.skipToContent}</SkipToContent>}
      >
        <LinkBanner />
        <Routes />
      </Page>
    </Toasts>
  );
}
