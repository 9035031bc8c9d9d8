import { useRouteError } from 'react-router';
import classes from '../sign-in/sign-in.module.css';

/** A page that could not be shown: a fault of ours, or a server that has a newer one. */
export function BrokenPage() {
  const thrown = useRouteError();
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return (
    <main className={classes.page}>
      <div className={classes.card} role="alert">
        <h1>This page could not be shown.</h1>
        <p>It may be that the server was updated since you opened it. Loading it again is safe: nothing was lost.</p>
        <p>
          <code>{message}</code>
        </p>
        <p>
          <a href={window.location.href}>Load it again</a> or <a href="/">go home</a>.
        </p>
      </div>
    </main>
  );
}
