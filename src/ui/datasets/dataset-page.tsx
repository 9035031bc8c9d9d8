import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { datasetQuery } from '../api/queries.ts';
import { ProblemList } from '../chains/problem-list.tsx';
import { type Parameters, parametersOf, withParameters } from '../dashboards/address.ts';
import { bytes } from '../format/amount.ts';
import { Instant } from '../format/instant.tsx';
import { Count, useLocale } from '../format/locale.tsx';
import { duration } from '../format/time.ts';
import { ChainLink } from '../runs/chain-name.tsx';
import { Columns, Facts, Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { DatasetForm } from './dataset-form.tsx';
import { recordsQuery } from './dataset-queries.ts';
import { DatasetRecords } from './dataset-records.tsx';
import classes from './datasets.module.css';

type Dataset = Schemas['Dataset'];

/** A dataset: its parameters, its records, and how it is asked. */
export function DatasetPage() {
  const { dataset = '' } = useParams();
  const query = useQuery(datasetQuery(dataset));
  return (
    <Page
      title={dataset}
      above={{ to: '/datasets', name: 'Datasets' }}
      {...(query.data?.description === undefined ? {} : { below: query.data.description })}
    >
      <Answer query={query} rows={10}>
        {(found) => <DatasetBody dataset={found} />}
      </Answer>
    </Page>
  );
}

function DatasetBody({ dataset }: { readonly dataset: Dataset }) {
  const [search, setSearch] = useSearchParams();
  const parameters = parametersOf(search, dataset.parameters);
  const missing = dataset.parameters.filter(({ name, optional }) => !optional && parameters[name] == null);
  const asked = useQueryClient().getQueryState(recordsQuery(dataset.name, parameters).queryKey);
  const ask = (chosen: Parameters): void => setSearch(withParameters(search, chosen));
  return (
    <>
      <Standing dataset={dataset} />
      <Columns
        main={
          <>
            {dataset.problems.length > 0 && (
              <Panel label="Problems">
                <ProblemList problems={dataset.problems} />
              </Panel>
            )}
            {dataset.runnable && missing.length === 0 && <DatasetRecords dataset={dataset} parameters={parameters} />}
            {dataset.runnable && missing.length > 0 && (
              <Missing names={missing.map(({ label, name }) => label ?? name)} />
            )}
          </>
        }
        side={
          <>
            <DatasetForm
              key={search.toString()}
              dataset={dataset}
              parameters={parameters}
              error={asked?.error ?? null}
              ask={ask}
            />
            <Figures dataset={dataset} />
            <Shape dataset={dataset} />
          </>
        }
      />
    </>
  );
}

function Missing({ names }: { readonly names: readonly string[] }) {
  return (
    <Panel label="Records">
      <Empty title="Choose first.">This dataset needs: {names.join(', ')}.</Empty>
    </Panel>
  );
}

function Standing({ dataset: { chain, enabled, cache, limit, rows } }: { readonly dataset: Dataset }) {
  const { locale } = useLocale();
  const kept = [
    cache?.ttl === undefined ? undefined : `for ${duration(cache.ttl)}`,
    cache?.tags.length ? `until ${cache.tags.join(', ')} is written` : undefined,
    cache?.poll === undefined ? undefined : `looked at every ${duration(cache.poll.every)}`,
  ].filter((part) => part !== undefined);
  return (
    <div className={classes.facts}>
      <Facts
        facts={[
          ['Chain', <ChainLink key="chain" chain={chain} />],
          ['Kept', kept.length === 0 ? 'not at all' : kept.join(', ')],
          ['At most', new Intl.NumberFormat(locale).format(limit)],
          rows === undefined ? undefined : ['Rows', <code key="rows">{rows}</code>],
          enabled ? undefined : ['Switched off', 'Its definition says so.'],
        ]}
      />
    </div>
  );
}

function Figures({ dataset: { figures } }: { readonly dataset: Dataset }) {
  const { locale } = useLocale();
  return (
    <Panel title="Figures" aside="of this server since it started">
      <dl className={classes.pairs}>
        <Pair name="Asked">
          <Count value={figures.queries} />
        </Pair>
        <Pair name="From what is kept">
          <Count value={figures.hits + figures.stale} />
        </Pair>
        <Pair name="Shared with others">
          <Count value={figures.shared} />
        </Pair>
        <Pair name="Runs of the chain">
          <Count value={figures.evaluations} />
        </Pair>
        <Pair name="Of these failed">
          <Count value={figures.failures} />
        </Pair>
        {figures.p50 !== undefined && <Pair name="Half within">{duration(figures.p50)}</Pair>}
        {figures.p99 !== undefined && <Pair name="99 of 100 within">{duration(figures.p99)}</Pair>}
        <Pair name="Kept">
          {figures.entries === 0 ? 'nothing' : `${figures.entries} (${bytes(figures.bytes, locale)})`}
        </Pair>
        {figures.newest !== undefined && (
          <Pair name="Newest">
            <Instant at={figures.newest} />
          </Pair>
        )}
      </dl>
    </Panel>
  );
}

function Pair({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="number">{children}</dd>
    </div>
  );
}

function Shape({ dataset: { shape, chain } }: { readonly dataset: Dataset }) {
  return (
    <Panel title="Fields" aside={<ChainLink chain={chain} />}>
      <dl className={classes.pairs}>
        {shape.map(({ name, type }) => (
          <Pair key={name} name={name}>
            <code>{type}</code>
          </Pair>
        ))}
      </dl>
    </Panel>
  );
}
