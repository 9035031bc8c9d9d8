import type { ReactNode } from 'react';
import { useEffect } from 'react';
import classes from './sign-in.module.css';

/** What somebody sees who is not signed in: where the way in is. */
export function SignInNotice({ children }: { readonly children?: ReactNode }) {
  useEffect(() => {
    document.title = 'Sign in · Millrace';
  }, []);
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <img src="/mark.svg" width={40} height={40} alt="" />
        <h1>Sign in to Millrace</h1>
        {children}
        <p>The server prints a link when it starts. Open it in this browser, and you are signed in. It works once.</p>
        <pre className={classes.sample}>{`$ npm start\nSign in, once, with ${window.location.origin}/sign-in#…`}</pre>
        <p>The link was used or is too old? Start the server again, and it prints a new one.</p>
      </div>
    </main>
  );
}
