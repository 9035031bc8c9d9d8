import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { Loading } from '../states/states.tsx';
import classes from './sign-in.module.css';

const PasswordForm = lazy(async () => ({ default: (await import('./password-form.tsx')).PasswordForm }));

/** What somebody sees who is not signed in: where the way in is. */
export function SignInNotice({ children }: { readonly children?: ReactNode }) {
  useEffect(() => {
    const before = document.title;
    document.title = 'Sign in · Millrace';
    return () => {
      document.title = before;
    };
  }, []);
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <img src="/mark.svg" width={40} height={40} alt="" />
        <h1>Sign in to Millrace</h1>
        {children}
        <Suspense fallback={<Loading rows={4} />}>
          <PasswordForm />
        </Suspense>
        <details className={classes.other}>
          <summary>You run this server and have no password yet?</summary>
          <p>The server prints a link when it starts. Open it in this browser, and you are signed in. It works once.</p>
          <pre className={classes.sample}>{`$ npm start\nSign in, once, with ${window.location.origin}/sign-in#…`}</pre>
          <p>The link was used or is too old? Start the server again, and it prints a new one.</p>
        </details>
      </div>
    </main>
  );
}
