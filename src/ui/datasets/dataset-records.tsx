import { Button, TextInput } from '@mantine/core';
import { IconDownload, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import type { Parameters } from '../dashboards/address.ts';
import { count } from '../format/amount.ts';
import { Instant } from '../format/instant.tsx';
import { useLocale } from '../format/locale.tsx';
import { Panel } from '../shell/page.tsx';
import { Answer, Empty, Failed } from '../states/states.tsx';
import { downloadAddress, recordsQuery, useRefresh } from './dataset-queries.ts';
import classes from './datasets.module.css';
import { RecordTable } from './record-table.tsx';

type Records = Schemas['DatasetAnswer'];

interface DatasetRecordsProps {
  readonly dataset: Schemas['Dataset'];
  readonly parameters: Parameters;
}

/** The records of a dataset, to look through, to read anew and to take away. */
export function DatasetRecords({ dataset, parameters }: DatasetRecordsProps) {
  const query = useQuery(recordsQuery(dataset.name, parameters));
  const refresh = useRefresh(dataset.name);
  const [words, setWords] = useState('');
  const get = (format: 'csv' | 'xlsx'): string => downloadAddress(dataset.name, parameters, format);
  return (
    <Panel
      title="Records"
      aside={
        <div className={classes.tools}>
          <TextInput
            aria-label="Find in the records"
            placeholder="Find"
            size="xs"
            className={classes.find}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={refresh.isPending}
            onClick={() => refresh.mutate(parameters)}
          >
            Read anew
          </Button>
          {(['csv', 'xlsx'] as const).map((format) => (
            <Button
              key={format}
              component="a"
              href={get(format)}
              download
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
              aria-label={`Download as ${format === 'csv' ? 'CSV' : 'Excel'}`}
            >
              {format === 'csv' ? 'CSV' : 'Excel'}
            </Button>
          ))}
        </div>
      }
    >
      {refresh.error !== null && <Failed error={refresh.error} />}
      <div className={classes.records}>
        <Answer query={query} rows={9}>
          {(records) => <Rows dataset={dataset} records={records} words={words} />}
        </Answer>
      </div>
    </Panel>
  );
}

interface RowsProps {
  readonly dataset: Schemas['Dataset'];
  readonly records: Records;
  readonly words: string;
}

function Rows({ dataset, records, words }: RowsProps) {
  const columns = useMemo(() => dataset.shape.map(({ name, kind }) => ({ name, type: kind })), [dataset.shape]);
  const rows = useMemo(
    () => records.records.map((record) => columns.map(({ name }) => record[name] ?? null)),
    [records.records, columns],
  );
  return (
    <>
      <Standing records={records} shown={rows.length} />
      {records.total === 0 ? (
        <Empty title="No records.">Nothing fits these parameters, or nothing that you may see.</Empty>
      ) : (
        <RecordTable columns={columns} rows={rows} label={`Records of ${dataset.name}`} words={words} />
      )}
    </>
  );
}

/** How many there are, how old they are, and what is wrong with them. */
function Standing({ records, shown }: { readonly records: Records; readonly shown: number }) {
  const { locale } = useLocale();
  const { total, truncated, at, stale, rejected = 0, run } = records;
  return (
    <p className={classes.standing}>
      <span>
        {shown < total
          ? `The first ${count(shown, locale)} of ${count(total, locale)} records`
          : `${count(total, locale)} records`}
        {', read '}
        <Instant at={at} />
        {run !== undefined && (
          <>
            {' by '}
            <Link to={`/runs/${run}`}>this run</Link>
          </>
        )}
      </span>
      {truncated && <span className={classes.warning}>Cut by the dataset's limit: there are more.</span>}
      {rejected > 0 && <span className={classes.warning}>{count(rejected, locale)} were put aside.</span>}
      {stale !== undefined && (
        <span className={classes.warning}>{stale.problem?.message ?? 'Newer records are being read.'}</span>
      )}
    </p>
  );
}
