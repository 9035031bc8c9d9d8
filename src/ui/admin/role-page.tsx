import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Columns, Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import classes from './admin.module.css';
import { rolesQuery } from './admin-queries.ts';
import { DefinitionLink } from './definition-link.tsx';
import { FromFile } from './from-file.tsx';
import { PrivilegeList } from './privilege-list.tsx';

/** A role: what it allows, and who has it. */
export function RolePage() {
  const { role: name = '' } = useParams();
  const query = useQuery(rolesQuery);
  const found = query.data?.roles.find((role) => role.name === name);
  return (
    <Page title={name} above={{ to: '/admin/roles', name: 'Roles' }}>
      <Answer query={query} rows={6}>
        {() =>
          found === undefined ? (
            <Empty title={`There is no role ${name}.`} action={<Link to="/admin/roles">Show all roles</Link>} />
          ) : (
            <RoleBody role={found} />
          )
        }
      </Answer>
    </Page>
  );
}

function RoleBody({ role }: { readonly role: Schemas['Role'] }) {
  const { description, privileges, users, services, file } = role;
  return (
    <>
      {description !== undefined && <p className={classes.description}>{description}</p>}
      {file === undefined ? (
        <p className={classes.fromFile}>Built in: it is there in every workspace and cannot be changed.</p>
      ) : (
        <FromFile kind="role" file={file} />
      )}
      <Columns
        main={
          <Panel title="What it allows" aside={<Written privileges={privileges} />}>
            <PrivilegeList names={privileges} />
          </Panel>
        }
        side={
          <Panel title="Who has it">
            {users.length + services.length === 0 ? (
              <Empty title="Nobody has it." action={<Link to="/admin/users">See the users</Link>}>
                It is given to somebody on the page of the user.
              </Empty>
            ) : (
              <ul className={classes.lines}>
                {users.map((id) => (
                  <li key={id}>
                    <DefinitionLink kind="user" name={id} />
                  </li>
                ))}
                {services.map((id) => (
                  <li key={id}>
                    <DefinitionLink kind="service" name={id.replace(/^service:/, '')} />
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        }
      />
    </>
  );
}

/** As the definition says it, where that is shorter. */
function Written({ privileges }: { readonly privileges: readonly string[] }) {
  if (!privileges.some((name) => name.includes('*'))) return null;
  return (
    <span>
      written as <code>{privileges.join(', ')}</code>
    </span>
  );
}
