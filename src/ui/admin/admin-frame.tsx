import { useQuery } from '@tanstack/react-query';
import { Navigate, NavLink, Outlet } from 'react-router';
import { sessionQuery } from '../api/queries.ts';
import classes from './admin.module.css';
import { type Area, areas } from './areas.ts';

/** What is above every page of the administration: its parts. */
export function AdminFrame() {
  const open = useOpenAreas();
  return (
    <>
      <nav className={classes.areas} aria-label="Administration">
        {open.map(({ name, to }) => (
          <NavLink key={to} to={to}>
            {name}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  );
}

/** The parts in which whoever looks finds something. */
function useOpenAreas(): readonly Area[] {
  const held = useQuery(sessionQuery).data?.privileges ?? [];
  return areas.filter(({ privilege }) => privilege === undefined || held.includes(privilege));
}

/** Leads to the first part that somebody may look at. */
export function FirstArea() {
  const [first] = useOpenAreas();
  return <Navigate to={first?.to ?? '/'} replace />;
}
