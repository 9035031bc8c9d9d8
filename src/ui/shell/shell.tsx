import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import { Outlet, useLocation, useNavigationType } from 'react-router';
import { ApiError } from '../api/client.ts';
import { openLive } from '../api/live.ts';
import { sessionQuery } from '../api/queries.ts';
import { LocaleProvider } from '../format/locale.tsx';
import { SignInNotice } from '../sign-in/sign-in-notice.tsx';
import { Failed, Loading } from '../states/states.tsx';
import { Broken } from './broken.tsx';
import { Rail } from './rail.tsx';
import classes from './shell.module.css';
import { TopBar } from './top-bar.tsx';

/** What is around every page: the rail of nouns, the bar on top, and somebody who is signed in. */
export function Shell() {
  const { data, error, refetch } = useQuery(sessionQuery);
  const isEnded = error instanceof ApiError && error.status === 401;
  if (data === undefined && isEnded) return <SignInNotice />;
  if (data === undefined && error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return null;
  return (
    <>
      {isEnded && (
        <SignInNotice>
          <p role="status">
            Your session has ended. Sign in again as {data.name}, and what you were doing is as you left it.
          </p>
        </SignInNotice>
      )}
      {/* What was typed lives in the page: it is hidden until the same person is back, and gone when another one comes. */}
      <div key={data.id} className={isEnded ? classes.away : classes.here}>
        <SignedIn isEnded={isEnded} />
      </div>
    </>
  );
}

/** A new page begins at its top; one that is gone back to, where the browser left it. */
function useTopOfPage(): string {
  const { pathname } = useLocation();
  const type = useNavigationType();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is what this waits for
  useEffect(() => {
    if (type === 'PUSH') window.scrollTo(0, 0);
  }, [pathname, type]);
  return pathname;
}

function SignedIn({ isEnded }: { readonly isEnded: boolean }) {
  const queries = useQueryClient();
  useEffect(() => (isEnded ? undefined : openLive(queries)), [queries, isEnded]);
  const address = useTopOfPage();
  return (
    <LocaleProvider>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <div className={classes.shell}>
        <Rail />
        <div className={classes.body}>
          <TopBar />
          <main id="main" className={classes.main} tabIndex={-1}>
            <Broken address={address}>
              <Suspense fallback={<Loading rows={8} />}>
                <Outlet />
              </Suspense>
            </Broken>
          </main>
        </div>
      </div>
    </LocaleProvider>
  );
}
