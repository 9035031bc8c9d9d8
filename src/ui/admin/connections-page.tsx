import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Count } from '../format/locale.tsx';
import table from '../look/table.module.css';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { connectionsQuery } from './admin-queries.ts';
import { Address } from './connection-address.tsx';
import { TestButton } from './connection-test.tsx';

type Connection = Schemas['Connection'];

/** All connections: what is at the other end, and whether it answers. */
export function ConnectionsPage() {
  const query = useQuery(connectionsQuery);
  return (
    <Page
      title="Connections"
      below="How other systems are reached. They are definitions of the workspace, in its files."
    >
      <Panel label="Connections">
        <Answer query={query} rows={6}>
          {({ connections }) =>
            connections.length === 0 ? <NoConnections /> : <ConnectionTable connections={connections} />
          }
        </Answer>
      </Panel>
    </Page>
  );
}

function NoConnections() {
  return (
    <Empty title="No connections yet.">
      A connection says how another system is reached: a database, a mail server, an API. Write a document with{' '}
      <code>kind: connection</code> and a <code>type</code> into the workspace.
    </Empty>
  );
}

function ConnectionTable({ connections }: { readonly connections: readonly Connection[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Connections">
        <thead>
          <tr>
            <th>Connection</th>
            <th className={table.notSmall}>Where</th>
            <th className={`${table.right} ${table.notSmall}`}>Used by</th>
            <th className={`${table.right} ${table.notSmall}`}>Policies</th>
            <th>Does it answer?</th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <ConnectionRow key={connection.name} connection={connection} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ConnectionRow({ connection }: { readonly connection: Connection }) {
  const { name, type, description, usedBy, policies } = connection;
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={`/admin/connections/${name}`}>
          {name}
        </Link>
        <span className={table.second}>{description === undefined ? type : `${type} · ${description}`}</span>
      </td>
      <td className={table.notSmall}>
        <Address connection={connection} />
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        <Count value={usedBy.length} />
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        <Count value={policies.length} />
      </td>
      <td className={table.above}>
        <TestButton connection={name} />
      </td>
    </tr>
  );
}
