import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Outlet, ScrollRestoration, useNavigation } from 'react-router';
import { ApiError } from '../api/client.ts';
import { openLive } from '../api/live.ts';
import { sessionQuery } from '../api/queries.ts';
import { LocaleProvider } from '../format/locale.tsx';
import { SignInNotice } from '../sign-in/sign-in-notice.tsx';
import { Failed } from '../states/states.tsx';
import { Rail } from './rail.tsx';
import classes from './shell.module.css';
import { TopBar } from './top-bar.tsx';

/** What is around every page: the rail of nouns, the bar on top, and somebody who is signed in. */
export function Shell() {
  const session = useQuery(sessionQuery);
  if (session.data !== undefined) return <SignedIn />;
  if (session.error instanceof ApiError && session.error.status === 401) return <SignInNotice />;
  if (session.error !== null) return <Failed error={session.error} retry={() => void session.refetch()} />;
  return null;
}

function SignedIn() {
  const queries = useQueryClient();
  useEffect(() => openLive(queries), [queries]);
  const isGoing = useNavigation().state !== 'idle';
  return (
    <LocaleProvider>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <div className={classes.shell}>
        <Rail />
        <div className={classes.body}>
          <TopBar />
          <main id="main" className={classes.main} tabIndex={-1} data-going={isGoing}>
            <Outlet />
          </main>
        </div>
      </div>
      <ScrollRestoration />
    </LocaleProvider>
  );
}
