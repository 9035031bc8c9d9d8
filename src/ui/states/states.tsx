/** The states of a view besides the one with data: loading, empty, failed, not allowed. */
import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client.ts';
import classes from './states.module.css';

/** Bars of about the size of what comes; they appear after 150 ms, so that what is quick does not flicker. */
export function Loading({ rows = 4 }: { readonly rows?: number }) {
  return (
    <div className={classes.skeleton} role="status">
      <span className="hidden">Loading</span>
      {Array.from({ length: rows }, (_none, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars are all alike
        <div key={at} className={classes.bar} style={{ width: `${92 - ((at * 23) % 45)}%` }} />
      ))}
    </div>
  );
}

/** Nothing there yet: what this is for, and the first action. */
export function Empty({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={classes.note}>
      <strong>{title}</strong>
      {children !== undefined && <p>{children}</p>}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  );
}

/** What happened, what to try, and by which id the server's log tells more. */
export function Failed({ error, retry }: { readonly error: Error; readonly retry?: (() => void) | undefined }) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  if (problem?.outcome === 'denied') return <NotAllowed message={problem.detail} hint={problem.hint} />;
  return (
    <div className={`${classes.note} ${classes.failed}`} role="alert">
      <strong>{error.message}</strong>
      <p>
        {problem?.hint ??
          (problem === undefined ? 'Check that it runs and that you can reach it; then try again.' : problem.title)}
      </p>
      {problem?.request !== undefined && problem.status >= 500 && (
        <p>
          Request <code>{problem.request}</code>
        </p>
      )}
      {retry !== undefined && (
        <div className={classes.action}>
          <Button size="xs" mih="var(--target-small)" variant="default" onClick={retry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}

function NotAllowed({ message, hint }: { readonly message: string; readonly hint: string | undefined }) {
  return (
    <div className={classes.note} role="alert">
      <strong>{message}</strong>
      <p>{hint ?? 'An administrator can give you the right.'}</p>
    </div>
  );
}

interface Shown<T> {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>;
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
}

/** The view of an answer in whichever state it is. An answer that is there stays while a fresh one is asked for. */
export function Answer<T>({ query, rows, children }: Shown<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Loading {...(rows === undefined ? {} : { rows })} />;
}
