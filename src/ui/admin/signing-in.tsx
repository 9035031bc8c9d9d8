import { Button } from '@mantine/core';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import { Panel } from '../shell/page.tsx';
import { notify } from '../shell/notices.tsx';
import { useMe } from '../workflows/use-me.ts';
import classes from './admin.module.css';
import { useChangeUser, useMakeLink, useSignOutUser } from './admin-deeds.ts';
import { ShownOnce } from './shown-once.tsx';

type User = Schemas['User'];

/** How somebody comes in, and how they are kept out. */
export function SigningIn({ user }: { readonly user: User }) {
  const link = useMakeLink(user.id);
  const change = useChangeUser(user.id);
  const end = useSignOutUser(user.id);
  const me = useMe();
  const error = link.error ?? change.error ?? end.error;
  return (
    <Panel title="Signing in">
      <p className={classes.note}>{wordsFor(user)}</p>
      {link.data !== undefined && user.enabled && <Link made={link.data} name={user.name} />}
      <div className={forms.form}>
        {error !== null && <Refused error={error} />}
        <div className={forms.buttons}>
          {user.enabled && (
            <>
              <Button variant="default" mih="var(--target)" loading={link.isPending} onClick={() => link.mutate()}>
                Make a sign-in link
              </Button>
              <Button
                variant="default"
                mih="var(--target)"
                loading={end.isPending}
                onClick={() => end.mutate(undefined, { onSuccess: tellEnded(user) })}
              >
                Sign out everywhere
              </Button>
            </>
          )}
          {user.id !== me && (
            <Button
              variant="default"
              mih="var(--target)"
              loading={change.isPending}
              onClick={() => change.mutate({ enabled: !user.enabled })}
            >
              {user.enabled ? 'Disable' : 'Enable'}
            </Button>
          )}
        </div>
      </div>
    </Panel>
  );
}

function wordsFor({ enabled, hasPassword }: User): string {
  if (!enabled) return 'Disabled: they cannot sign in, and their keys do not work. Enabling gives all of it back.';
  if (!hasPassword) return 'They have no password yet. A link lets them in once; then they choose one.';
  return 'They forgot the password? A link lets them in once, without it; then they choose a new one.';
}

const tellEnded =
  ({ name }: User) =>
  ({ ended }: { readonly ended: number }): void =>
    notify({
      title: `${name} is signed out`,
      message:
        ended === 0 ? 'They were not signed in anywhere.' : `${ended} ${ended === 1 ? 'session' : 'sessions'} ended.`,
      tone: 'neutral',
    });

function Link({
  made,
  name,
}: {
  readonly made: { readonly path: string; readonly expiresAt: string };
  readonly name: string;
}) {
  return (
    <ShownOnce key={made.path} label={`Sign-in link for ${name}`} value={window.location.origin + made.path}>
      It is shown only now, works once, until <Instant at={made.expiresAt} />. Give it to nobody else. They choose a
      password under “Your account”, behind the figure at the top right.
    </ShownOnce>
  );
}
