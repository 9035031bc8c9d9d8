import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { Columns, Facts, Page, Panel } from '../shell/page.tsx';
import { notify } from '../shell/notices.tsx';
import { Answer } from '../states/states.tsx';
import classes from './admin.module.css';
import { type UserChanges, useChangeUser } from './admin-deeds.ts';
import { rolesQuery, userQuery } from './admin-queries.ts';
import { History } from './history.tsx';
import { KeysOf } from './keys-of.tsx';
import { SigningIn } from './signing-in.tsx';
import { UserMark } from './standings.tsx';
import { UserForm, type UserInput } from './user-form.tsx';

type User = Schemas['User'];

/** A user: what is known, what they may do, how they come in, what became of them. */
export function UserPage() {
  const { user: id = '' } = useParams();
  const query = useQuery(userQuery(id));
  return (
    <Page title={query.data?.name ?? id} above={{ to: '/admin/users', name: 'Users' }}>
      <Answer query={query} rows={8}>
        {(user) => <UserBody key={user.id} user={user} />}
      </Answer>
    </Page>
  );
}

function UserBody({ user }: { readonly user: User }) {
  const { id, hasPassword, signedInAt, createdAt } = user;
  return (
    <>
      <div className={classes.facts}>
        <Facts
          facts={[
            ['State', <UserMark key="state" user={user} />],
            ['Sign-in name', <code key="id">{id}</code>],
            ['Password', hasPassword ? 'set' : 'none yet'],
            ['Signed in', signedInAt === undefined ? 'never' : <Instant key="signed" at={signedInAt} />],
            ['Added', <Instant key="added" at={createdAt} />],
          ]}
        />
      </div>
      <div className={classes.stack}>
        <Columns
          main={<Known user={user} />}
          side={
            <>
              <SigningIn user={user} />
              <Roles roles={user.roles} />
              <KeysOf owner={id} name={user.name} />
            </>
          }
        />
        <History kind="user" name={id} actor={id} />
      </div>
    </>
  );
}

/** What changed is told, and that it holds at once. */
function Known({ user }: { readonly user: User }) {
  const change = useChangeUser(user.id);
  const send = ({ details, attributes, roles }: UserInput): void => {
    const changes = { ...details, attributes, roles: [...roles] } as UserChanges;
    const message = 'It holds at once, also where they are signed in already.';
    change.mutate(changes, { onSuccess: () => notify({ title: `${user.name} saved`, message, tone: 'neutral' }) });
  };
  return (
    <Panel title="What is known">
      {/* Saved, the form begins anew with what the server says. */}
      <UserForm
        key={JSON.stringify([user.name, user.email, user.roles, user.attributes])}
        {...{ user, send }}
        verb="Save"
        sent={change}
      />
    </Panel>
  );
}

function Roles({ roles: held }: { readonly roles: readonly string[] }) {
  const roles = useQuery(rolesQuery).data?.roles ?? [];
  if (held.length === 0) return null;
  return (
    <Panel title="What the roles allow">
      <ul className={classes.lines}>
        {held.map((name) => {
          const { privileges = [] } = roles.find((role) => role.name === name) ?? {};
          return (
            <li key={name}>
              <Link to={`/admin/roles/${name}`}>{name}</Link>
              <span className="soft">{privileges.includes('*:*') ? 'everything' : privileges.join(', ')}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
