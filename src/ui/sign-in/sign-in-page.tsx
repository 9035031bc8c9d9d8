/**
 * Redeems a sign-in link. Only a page that somebody looks at does: programs that merely open addresses run no script, and a
 * browser that loads a page in advance has to wait until it is shown.
 */
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiError, api, dataOf } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { SignInNotice } from './sign-in-notice.tsx';
import classes from './sign-in.module.css';
import { useSignedIn } from './use-signed-in.ts';

/** Calls `action` when the page is really shown. */
function whenShown(action: () => void): void {
  const page = document as Document & { readonly prerendering?: boolean };
  if (page.prerendering === true) page.addEventListener('prerenderingchange', action, { once: true });
  else action();
}

function useRedeem() {
  return useMutation({
    mutationFn: (token: string) => dataOf(api.POST('/api/v1/session', { body: { token } })),
    onSuccess: useSignedIn(),
  });
}

/** Where the link of the terminal leads. */
export function SignInPage() {
  const [token] = useState(() => window.location.hash.slice(1));
  const session = useQuery(sessionQuery);
  const redeem = useRedeem();
  const { mutate } = redeem;
  const isKnown = session.data !== undefined && session.error === null;
  const isAsked = session.isFetched;
  useEffect(() => {
    // Who is signed in already is asked: a link can come from somebody else.
    if (token !== '' && isAsked && !isKnown) whenShown(() => mutate(token));
  }, [token, isAsked, isKnown, mutate]);
  if (redeem.error !== null)
    return <SignInNotice>{<Refused error={redeem.error} retry={() => mutate(token)} />}</SignInNotice>;
  if (isKnown && redeem.isIdle)
    return <SignedInAlready name={session.data.name} useLink={token === '' ? undefined : () => mutate(token)} />;
  return token === '' ? <SignInNotice /> : null;
}

function Refused({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  const isRefused = error instanceof ApiError && error.status === 401;
  return (
    <div className={classes.bad} role="alert">
      <p>{error.message}</p>
      {!isRefused && (
        <Button size="xs" variant="default" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

function SignedInAlready({ name, useLink }: { readonly name: string; readonly useLink: (() => void) | undefined }) {
  const navigate = useNavigate();
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <img src="/mark.svg" width={40} height={40} alt="" />
        <h1>You are signed in as {name}</h1>
        <Button onClick={() => void navigate('/', { replace: true })}>Stay signed in as {name}</Button>
        {useLink !== undefined && (
          <Button variant="default" onClick={useLink}>
            Use this link instead
          </Button>
        )}
      </div>
    </main>
  );
}
