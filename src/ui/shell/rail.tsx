import { IconDots } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, NavLink, useLocation } from 'react-router';
import { alertsQuery } from '../alerts/alert-queries.ts';
import { tasksQuery } from '../workflows/workflow-queries.ts';
import type { Noun } from './nouns.ts';
import classes from './shell.module.css';
import { useNouns } from './use-nouns.ts';

/** The narrow rail of nouns; a bar at the bottom of a phone, where those without room are behind `More`. */
export function Rail() {
  const nouns = useNouns();
  return (
    <nav className={classes.rail} aria-label="Main">
      <Link to="/" className={classes.mark} aria-label="Millrace, home">
        <img src="/mark.svg" width={30} height={30} alt="" />
      </Link>
      {nouns.map((noun) => (
        <NounLink key={noun.to} noun={noun} />
      ))}
      <More nouns={nouns.filter(({ onPhone }) => onPhone !== true)} />
    </nav>
  );
}

function NounLink({ noun }: { readonly noun: Noun }) {
  const { name, to, icon: Shape, onPhone = false, also = [] } = noun;
  const { pathname } = useLocation();
  return (
    <NavLink
      to={to}
      end={to === '/'}
      className={`${classes.noun} ${onPhone ? '' : classes.notPhone}`}
      data-current={also.some((path) => pathname.startsWith(path))}
    >
      <Shape size={21} stroke={1.7} aria-hidden />
      {name}
      {to === '/inbox' && <OpenTasks />}
      {to === '/alerts' && <FiringAlerts />}
    </NavLink>
  );
}

const MOST_SHOWN = 99;

/** How many tasks wait for whoever looks; nothing where none does. */
function OpenTasks() {
  const count = useQuery(tasksQuery('mine')).data?.tasks.length ?? 0;
  if (count === 0) return null;
  return (
    <span className={classes.badge}>
      <span aria-hidden>{count > MOST_SHOWN ? `${MOST_SHOWN}+` : count}</span>
      <span className="hidden">, {count} open</span>
    </span>
  );
}

/** How many alerts fire; nothing where none does. */
function FiringAlerts() {
  const alerts = useQuery(alertsQuery).data?.alerts ?? [];
  const count = alerts.filter(({ state }) => state === 'firing').length;
  if (count === 0) return null;
  return (
    <span className={classes.badge}>
      <span aria-hidden>{count > MOST_SHOWN ? `${MOST_SHOWN}+` : count}</span>
      <span className="hidden">, {count} firing</span>
    </span>
  );
}

/** The browser opens it, closes it by Esc or a press beside it, and gives the focus back. */
function More({ nouns: hidden }: { readonly nouns: readonly Noun[] }) {
  const { pathname } = useLocation();
  const isThere = hidden.some(({ to, also = [] }) => [to, ...also].some((path) => pathname.startsWith(path)));
  const close = (): void => document.getElementById('more-nouns')?.hidePopover();
  return (
    <>
      <button
        type="button"
        className={`${classes.noun} ${classes.moreButton}`}
        popoverTarget="more-nouns"
        data-current={isThere}
      >
        <IconDots size={21} stroke={1.7} aria-hidden />
        More
      </button>
      <div id="more-nouns" popover="auto" className={classes.more}>
        {hidden.map(({ name, to, icon: Shape }) => (
          <NavLink key={to} to={to} onClick={close}>
            <Shape size={20} stroke={1.7} aria-hidden />
            {name}
          </NavLink>
        ))}
      </div>
    </>
  );
}
