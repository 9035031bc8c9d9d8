import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import classes from './tour.module.css';

type Stop = Schemas['Workspace']['tour'][number];

const nouns: Readonly<Record<Stop['kind'], string>> = {
  chain: 'Chain',
  job: 'Job',
  workflow: 'Workflow',
  dataset: 'Dataset',
  dashboard: 'Dashboard',
  endpoint: 'Endpoint',
};

/** What a newcomer should look at, as the workspace says; nothing where it says nothing. */
export function Tour({ stops }: { readonly stops: readonly Stop[] }) {
  if (stops.length === 0) return null;
  return (
    <nav className={classes.tour} aria-label="Where to begin">
      {stops.map((stop) => (
        <Link key={`${stop.kind} ${stop.name}`} className={classes.stop} to={addressOf(stop)}>
          <span className={classes.noun}>{nouns[stop.kind]}</span>
          <span className={classes.title}>{stop.title}</span>
          <span className={classes.words}>{stop.try}</span>
        </Link>
      ))}
    </nav>
  );
}

function addressOf({ kind, name }: Stop): string {
  return kind === 'chain' ? `/chains/${name.replace('.', '/')}` : `/${kind}s/${name}`;
}
