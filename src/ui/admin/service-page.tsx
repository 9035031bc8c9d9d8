import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Columns, Facts, Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { DataList } from '../workflows/data-list.tsx';
import classes from './admin.module.css';
import { attributesQuery, servicesQuery } from './admin-queries.ts';
import { FromFile } from './from-file.tsx';
import { History } from './history.tsx';
import { KeysOf } from './keys-of.tsx';

/** A service account, as its file defines it. */
export function ServicePage() {
  const { service: name = '' } = useParams();
  const query = useQuery(servicesQuery);
  const found = query.data?.services.find((service) => service.name === name);
  return (
    <Page title={name} above={{ to: '/admin/users', name: 'Users' }}>
      <Answer query={query} rows={6}>
        {() =>
          found === undefined ? (
            <Empty title={`There is no service account ${name}.`} action={<Link to="/admin/users">Show all</Link>} />
          ) : (
            <ServiceBody service={found} />
          )
        }
      </Answer>
    </Page>
  );
}

function ServiceBody({ service }: { readonly service: Schemas['ServiceAccount'] }) {
  const { id, name, description, roles, attributes, file } = service;
  const declared = useQuery(attributesQuery).data?.attributes ?? [];
  return (
    <>
      {description !== undefined && <p className={classes.description}>{description}</p>}
      <div className={classes.facts}>
        <Facts
          facts={[
            ['What it is', 'a service account: work runs as it'],
            ['Id', <code key="id">{id}</code>],
            ['Roles', <RoleLinks key="roles" roles={roles} />],
          ]}
        />
      </div>
      <FromFile kind="service" file={file} />
      <div className={classes.stack}>
        <Columns
          main={
            <Panel title="Attributes">
              {Object.keys(attributes).length === 0 ? (
                <Empty title="It has none." />
              ) : (
                <DataList fields={declared} data={attributes} label="Attributes" />
              )}
            </Panel>
          }
          side={<KeysOf owner={id} name={name} />}
        />
        <History kind="service" name={name} actor={id} />
      </div>
    </>
  );
}

function RoleLinks({ roles }: { readonly roles: readonly string[] }) {
  if (roles.length === 0) return 'none';
  return (
    <span className={classes.tags}>
      {roles.map((role) => (
        <Link key={role} to={`/admin/roles/${role}`}>
          {role}
        </Link>
      ))}
    </span>
  );
}
