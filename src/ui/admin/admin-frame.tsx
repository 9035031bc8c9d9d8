import { useQuery } from '@tanstack/react-query';
import { Navigate, NavLink, Outlet } from 'react-router';
import { sessionQuery } from '../api/queries.ts';
import classes from './admin.module.css';
import { areas } from './areas.ts';

/** What is above every page of the administration: its parts. */
export function AdminFrame() {
  return (
    <>
      <nav className={classes.areas} aria-label="Administration">
        {areas.map(({ name, to }) => (
          <NavLink key={to} to={to}>
            {name}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  );
}

/** Leads to the first part that somebody may look at. */
export function FirstArea() {
  const held = useQuery(sessionQuery).data?.privileges ?? [];
  const first = areas.find(({ privilege }) => privilege === undefined || held.includes(privilege)) ?? areas[0];
  return <Navigate to={first?.to ?? '/'} replace />;
}
