import { IconCalendarTime, IconHome, IconLink, IconMail, IconPlayerPlay, type Icon } from '@tabler/icons-react';
import { Link, NavLink } from 'react-router';
import classes from './shell.module.css';

interface Noun {
  readonly name: string;
  readonly to: string;
  readonly icon: Icon;
}

/** The nouns that have pages. */
export const nouns: readonly Noun[] = [
  { name: 'Home', to: '/', icon: IconHome },
  { name: 'Chains', to: '/chains', icon: IconLink },
  { name: 'Jobs', to: '/jobs', icon: IconCalendarTime },
  { name: 'Runs', to: '/runs', icon: IconPlayerPlay },
  { name: 'Mails', to: '/mails', icon: IconMail },
];

/** The narrow rail of nouns; a bar at the bottom of a phone. */
export function Rail() {
  return (
    <nav className={classes.rail} aria-label="Main">
      <Link to="/" className={classes.mark} aria-label="Millrace, home">
        <img src="/mark.svg" width={30} height={30} alt="" />
      </Link>
      {nouns.map(({ name, to, icon: Shape }) => (
        <NavLink key={to} to={to} end={to === '/'} className={classes.noun}>
          <Shape size={21} stroke={1.7} aria-hidden />
          {name}
        </NavLink>
      ))}
    </nav>
  );
}
