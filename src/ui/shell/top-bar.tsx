import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import {
  IconLogout,
  IconMoon,
  IconPlugConnectedX,
  IconSearch,
  IconSun,
  IconTableRow,
  IconUser,
} from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { api, dataOf } from '../api/client.ts';
import { useConnection } from '../api/live.ts';
import { sessionQuery, workspaceQuery } from '../api/queries.ts';
import classes from './shell.module.css';
import { Tip } from './tip.tsx';

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));

/** Workspace, search, light and dark, and who is signed in. */
export function TopBar() {
  const { data } = useQuery(workspaceQuery);
  return (
    <header className={classes.bar}>
      <span className={classes.workspace}>{data?.name ?? ' '}</span>
      <Connection />
      <span className={classes.space} />
      <Find />
      <SchemeSwitch />
      <UserMenu />
    </header>
  );
}

function Connection() {
  if (useConnection() !== 'lost') return null;
  return (
    <span className={classes.lost} role="status">
      <IconPlugConnectedX size={15} aria-hidden />
      No live connection; trying again
    </span>
  );
}

function Find() {
  const [opened, setOpened] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const open = (): void => {
    setWasOpened(true);
    setOpened(true);
  };
  useHotkeys([['mod+K', open]], []);
  return (
    <>
      <button type="button" className={classes.find} onClick={open} aria-keyshortcuts="Control+K">
        <IconSearch size={16} aria-hidden />
        <span className={classes.findText}>Find anything</span>
        <kbd aria-hidden>Ctrl K</kbd>
      </button>
      {wasOpened && (
        <Suspense>
          <Palette opened={opened} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Turns light into dark and back. */
export function useSchemeSwitch(): { readonly isDark: boolean; readonly turn: () => void } {
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const isDark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark';
  return { isDark, turn: () => setColorScheme(isDark ? 'light' : 'dark') };
}

function SchemeSwitch() {
  const { isDark, turn } = useSchemeSwitch();
  const label = isDark ? 'Switch to light' : 'Switch to dark';
  return (
    <Tip label={label}>
      <button type="button" className={classes.icon} onClick={turn} aria-label={label}>
        {isDark ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />}
      </button>
    </Tip>
  );
}

function turnDensity(): void {
  const root = document.documentElement;
  const next = root.dataset['density'] === 'dense' ? 'roomy' : 'dense';
  root.dataset['density'] = next;
  window.localStorage.setItem('millrace-density', next);
}

/** Ends the session and forgets everything that was shown. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await dataOf(api.DELETE('/api/v1/session'));
    queries.clear();
    window.location.assign('/');
  };
}

/** The browser opens it, closes it by Esc or a press beside it, and gives the focus back. */
function UserMenu() {
  const { data } = useQuery(sessionQuery);
  const signOut = useSignOut();
  return (
    <>
      <button
        type="button"
        className={classes.icon}
        popoverTarget="user-menu"
        aria-label={`Signed in as ${data?.name ?? 'somebody'}`}
      >
        <IconUser size={18} aria-hidden />
      </button>
      <div id="user-menu" popover="auto" className={classes.menu}>
        <p>{data?.name}</p>
        <Link to="/account" onClick={() => document.getElementById('user-menu')?.hidePopover()}>
          <IconUser size={16} aria-hidden /> Your account
        </Link>
        <button type="button" popoverTarget="user-menu" onClick={turnDensity}>
          <IconTableRow size={16} aria-hidden /> Switch density of rows
        </button>
        <button type="button" onClick={() => void signOut()}>
          <IconLogout size={16} aria-hidden /> Sign out
        </button>
      </div>
    </>
  );
}
