/** The faces of a widget that shows nothing of its data: loading, waiting, none, refused, failed. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Loading } from '../states/states.tsx';
import classes from './dashboards.module.css';
import type { Picture } from './use-view.ts';

type Bare = Exclude<Picture['state'], 'rows' | 'loading'>;

const words: Readonly<Record<Bare, { readonly title: string; readonly more: string }>> = {
  waiting: { title: 'Choose first', more: '' },
  empty: { title: 'No data', more: 'Nothing fits what is chosen.' },
  issues: { title: 'This cannot be shown', more: 'Correct what is chosen, or the definition.' },
  'sign-in': { title: 'Sign in', more: 'Your session has ended.' },
  'no-access': { title: 'No access', more: 'An administrator can give you the right.' },
  'not-found': { title: 'Not found', more: 'The dataset does not exist, or you may not see it.' },
  failed: { title: 'Failed', more: 'It is tried again when something changes.' },
};

/** Why there is nothing to see, in the room that it would take. */
export function WidgetFace({ picture, rows }: { readonly picture: Picture | undefined; readonly rows: number }) {
  if (picture === undefined || picture.state === 'loading' || picture.state === 'rows') return <Loading rows={rows} />;
  const { title, more } = words[picture.state];
  const { problem, missing = [] } = picture;
  const isBad = picture.state === 'failed' || picture.state === 'issues';
  return (
    <div className={classes.face} data-bad={isBad} role={isBad ? 'alert' : undefined}>
      <strong>{title}</strong>
      <Told>{missing.length > 0 ? missing.join(', ') : (problem?.message ?? more)}</Told>
      {problem?.hint !== undefined && <Told>{problem.hint}</Told>}
      {problem?.run !== undefined && <Link to={`/runs/${problem.run}`}>See the run</Link>}
    </div>
  );
}

function Told({ children }: { readonly children: ReactNode }) {
  return children === '' ? null : <p>{children}</p>;
}
