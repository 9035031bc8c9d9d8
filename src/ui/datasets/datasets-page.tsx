import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { datasetsQuery } from '../api/queries.ts';
import { Instant } from '../format/instant.tsx';
import { Count } from '../format/locale.tsx';
import { duration } from '../format/time.ts';
import table from '../look/table.module.css';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';

type Dataset = Schemas['DatasetSummary'];

/** All datasets: what they are, and how they are asked. */
export function DatasetsPage() {
  const query = useQuery(datasetsQuery);
  return (
    <Page title="Datasets">
      <Panel label="Datasets">
        <Answer query={query} rows={6}>
          {({ datasets }) => (datasets.length === 0 ? <NoDatasets /> : <DatasetTable datasets={datasets} />)}
        </Answer>
      </Panel>
    </Page>
  );
}

function NoDatasets() {
  return (
    <Empty title="No datasets yet.">
      A dataset is a chain that people and programs ask with parameters. Write a document with{' '}
      <code>kind: dataset</code> and a <code>chain</code> into the workspace.
    </Empty>
  );
}

function DatasetTable({ datasets }: { readonly datasets: readonly Dataset[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Datasets">
        <thead>
          <tr>
            <th>Dataset</th>
            <th className={`${table.right} ${table.notSmall}`}>Asked</th>
            <th className={`${table.right} ${table.notSmall}`}>Read</th>
            <th className={`${table.right} ${table.notSmall}`}>Half within</th>
            <th className={table.notSmall}>Newest</th>
          </tr>
        </thead>
        <tbody>
          {datasets.map((dataset) => (
            <DatasetRow key={dataset.name} dataset={dataset} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function standingOf({ enabled, runnable, description, chain }: Dataset): string {
  if (!runnable) return 'Its definition has errors.';
  return enabled ? (description ?? chain) : 'Switched off.';
}

function DatasetRow({ dataset }: { readonly dataset: Dataset }) {
  const { name, figures } = dataset;
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={`/datasets/${name}`}>
          {name}
        </Link>
        <span className={table.second}>{standingOf(dataset)}</span>
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        <Count value={figures.queries} noun="time" />
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        <Count value={figures.evaluations} noun="time" />
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        {figures.p50 === undefined ? <span className="soft">–</span> : duration(figures.p50)}
      </td>
      <td className={`${table.notSmall} ${table.above}`}>
        {figures.newest === undefined ? <span className="soft">not kept</span> : <Instant at={figures.newest} />}
      </td>
    </tr>
  );
}
