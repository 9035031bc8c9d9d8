import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Count } from '../format/locale.tsx';
import table from '../look/table.module.css';
import { Page, Panel } from '../shell/page.tsx';
import { Answer } from '../states/states.tsx';
import { rolesQuery } from './admin-queries.ts';

type Role = Schemas['Role'];

/** All roles: what each is for, and how many have it. */
export function RolesPage() {
  const query = useQuery(rolesQuery);
  return (
    <Page title="Roles" below="Names for what people may do. They are definitions of the workspace, in its files.">
      <Panel label="Roles">
        <Answer query={query} rows={6}>
          {({ roles }) => <RoleTable roles={roles} />}
        </Answer>
      </Panel>
    </Page>
  );
}

function RoleTable({ roles }: { readonly roles: readonly Role[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Roles">
        <thead>
          <tr>
            <th>Role</th>
            <th className={`${table.right} ${table.notSmall}`}>Privileges</th>
            <th className={`${table.right} ${table.notSmall}`}>Users</th>
            <th className={`${table.right} ${table.notSmall}`}>Service accounts</th>
            <th className={table.notSmall}>File</th>
          </tr>
        </thead>
        <tbody>
          {roles.map((role) => (
            <RoleRow key={role.name} role={role} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RoleRow({ role }: { readonly role: Role }) {
  const { name, description, allows, users, services, file } = role;
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={`/admin/roles/${name}`}>
          {name}
        </Link>
        {description !== undefined && <span className={table.second}>{description}</span>}
        <span className={`${table.onlySmall} ${table.line}`}>
          <Count value={allows.length} noun="privilege" />
          <Count value={users.length} noun="user" />
        </span>
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        <Count value={allows.length} />
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        <Count value={users.length} />
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        <Count value={services.length} />
      </td>
      <td className={table.notSmall}>
        {file === undefined ? <span className="soft">built in</span> : <code>{file}</code>}
      </td>
    </tr>
  );
}
