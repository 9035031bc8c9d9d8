import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import table from '../look/table.module.css';
import { Page, Panel } from '../shell/page.tsx';
import { Answer } from '../states/states.tsx';
import { nodesQuery } from './admin-queries.ts';

type Node = Schemas['Node'];

/** The processes that work on the database: what each does, and since when. */
export function NodesPage() {
  const query = useQuery(nodesQuery);
  return (
    <Page title="Nodes" below="The processes that work on this database: servers by their roles, and commands.">
      <Panel label="Nodes">
        <Answer query={query} rows={3}>
          {({ nodes }) => <NodeTable nodes={nodes} />}
        </Answer>
      </Panel>
    </Page>
  );
}

function NodeTable({ nodes }: { readonly nodes: readonly Node[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Nodes">
        <thead>
          <tr>
            <th>Machine</th>
            <th>Does</th>
            <th className={table.notSmall}>Version</th>
            <th className={table.notSmall}>Since</th>
            <th>Last sign of life</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ id, name, roles, version, startedAt, seenAt, isThis }) => (
            <tr key={id}>
              <td>
                {name}
                {isThis && <span className={table.second}>answers you</span>}
              </td>
              <td>{roles.length === 0 ? 'a command' : roles.join(', ')}</td>
              <td className={table.notSmall}>{version}</td>
              <td className={table.notSmall}>
                <Instant at={startedAt} />
              </td>
              <td>
                <Instant at={seenAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
