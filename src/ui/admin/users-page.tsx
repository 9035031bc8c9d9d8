import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { Count } from '../format/locale.tsx';
import { Filter, FilterBar } from '../lists/filters.tsx';
import table from '../look/table.module.css';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import classes from './admin.module.css';
import { servicesQuery, usersQuery } from './admin-queries.ts';
import { FindField, isFound } from './find-field.tsx';
import { UserMark } from './standings.tsx';

type User = Schemas['User'];

/** Everybody who may sign in, and the accounts for work that nobody in particular does. */
export function UsersPage() {
  const query = useQuery(usersQuery);
  return (
    <Page
      title="Users"
      actions={
        query.data !== undefined && (
          <Button
            component={Link}
            to="/admin/new-user"
            mih="var(--target)"
            leftSection={<IconUserPlus size={16} aria-hidden />}
          >
            Add a user
          </Button>
        )
      }
    >
      <div className={classes.stack}>
        <Panel label="Users">
          <Answer query={query} rows={8}>
            {({ users }) => <Users users={users} />}
          </Answer>
        </Panel>
        {query.data !== undefined && <Services />}
      </div>
    </Page>
  );
}

function useMatches(users: readonly User[]): readonly User[] {
  const [search] = useSearchParams();
  const role = search.get('role');
  const is = search.get('is');
  return users.filter(
    ({ id, name, email, roles, enabled }) =>
      isFound([id, name, email], search.get('find')) &&
      (role === null || roles.includes(role)) &&
      (is === null || enabled === (is === 'enabled')),
  );
}

function Users({ users }: { readonly users: readonly User[] }) {
  const matches = useMatches(users);
  const roles = [...new Set(users.flatMap((user) => user.roles))].sort();
  return (
    <>
      <FilterBar
        shown={
          <>
            <Count value={matches.length} /> of <Count value={users.length} />
          </>
        }
      >
        <FindField label="Find by name" />
        <Filter name="role" label="Any role" choices={roles} />
        <Filter name="is" label="Enabled or not" choices={['enabled', 'disabled']} />
      </FilterBar>
      {matches.length === 0 ? (
        <Empty title="No user is like that." action={<Link to="/admin/users">Show all users</Link>} />
      ) : (
        <UserTable users={matches} />
      )}
    </>
  );
}

function UserTable({ users }: { readonly users: readonly User[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Users">
        <thead>
          <tr>
            <th>User</th>
            <th className={table.notSmall}>Roles</th>
            <th className={table.notSmall}>State</th>
            <th className={`${table.right} ${table.notSmall}`}>Signed in</th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <UserRow key={user.id} user={user} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function UserRow({ user }: { readonly user: User }) {
  const { id, name, email, roles, signedInAt } = user;
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={`/admin/users/${encodeURIComponent(id)}`}>
          {name}
        </Link>
        <span className={table.second}>{[id, email].filter((part) => part !== undefined).join(' · ')}</span>
        <span className={`${table.onlySmall} ${table.line}`}>
          <UserMark user={user} />
          {roles.join(', ')}
        </span>
      </td>
      <td className={table.notSmall}>{roles.length === 0 ? <span className="soft">none</span> : roles.join(', ')}</td>
      <td className={table.notSmall}>
        <UserMark user={user} />
      </td>
      <td className={`${table.right} ${table.notSmall} ${table.above}`}>
        {signedInAt === undefined ? <span className="soft">never</span> : <Instant at={signedInAt} />}
      </td>
    </tr>
  );
}

function Services() {
  const query = useQuery(servicesQuery);
  return (
    <Panel title="Service accounts" aside="defined in files">
      <Answer query={query} rows={2}>
        {({ services }) =>
          services.length === 0 ? (
            <Empty title="No service accounts.">
              Work that nobody in particular does can run as an account of its own: write a document with{' '}
              <code>kind: service</code> and its <code>roles</code> into the workspace.
            </Empty>
          ) : (
            <ServiceTable services={services} />
          )
        }
      </Answer>
    </Panel>
  );
}

function ServiceTable({ services }: { readonly services: readonly Schemas['ServiceAccount'][] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Service accounts">
        <thead>
          <tr>
            <th>Account</th>
            <th className={table.notSmall}>Roles</th>
            <th className={table.notSmall}>File</th>
          </tr>
        </thead>
        <tbody>
          {services.map(({ id, name, description = id, roles, file }) => (
            <tr key={id}>
              <td>
                <Link className={table.rowLink} to={`/admin/services/${name}`}>
                  {name}
                </Link>
                <span className={table.second}>{description}</span>
              </td>
              <td className={table.notSmall}>
                {roles.length === 0 ? <span className="soft">none</span> : roles.join(', ')}
              </td>
              <td className={table.notSmall}>
                <code>{file}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
