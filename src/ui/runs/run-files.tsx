import { Button } from '@mantine/core';
import {
  IconDownload,
  IconFile,
  IconFileSpreadsheet,
  IconFileTypeCsv,
  IconTable,
  type Icon,
} from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { fileAddress } from '../api/queries.ts';
import { bytes } from '../format/amount.ts';
import { useLocale } from '../format/locale.tsx';
import { Panel } from '../shell/page.tsx';
import { Empty, Loading } from '../states/states.tsx';
import classes from './cards.module.css';

type Run = Schemas['Run'];
type RunFile = Schemas['RunFile'];

const FilePreview = lazy(async () => ({ default: (await import('./file-preview.tsx')).FilePreview }));

const shapes: readonly (readonly [RegExp, Icon])[] = [
  [/\.xlsx$/i, IconFileSpreadsheet],
  [/\.[ct]sv$/i, IconFileTypeCsv],
];

const shapeOf = (name: string): Icon => shapes.find(([ending]) => ending.test(name))?.[1] ?? IconFile;

/** The files that a run left, as cards that open in place. */
export function RunFiles({ run }: { readonly run: Run }) {
  return (
    <Panel title="Files" aside={run.files.length > 1 ? `${run.files.length} files` : undefined}>
      {run.files.length === 0 ? (
        <Empty title={run.state === 'ended' ? 'It left no files.' : 'No files yet.'} />
      ) : (
        <ul>
          {run.files.map((file) => (
            <FileCard key={file.name} run={run.id} file={file} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function FileCard({ run, file }: { readonly run: string; readonly file: RunFile }) {
  const { locale } = useLocale();
  const [search, setSearch] = useSearchParams();
  const Shape = shapeOf(file.name);
  const isTable = Shape !== IconFile;
  const isOpen = search.get('file') === file.name;
  const turn = (): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (isOpen) next.delete('file');
        else next.set('file', file.name);
        return next;
      },
      { replace: true },
    );
  return (
    <li className={classes.card}>
      <div className={classes.top}>
        <Shape size={26} stroke={1.5} aria-hidden className={classes.icon} />
        <div className={classes.what}>
          <strong>{file.name}</strong>
          <span title={`SHA-256 ${file.sha256}`}>{bytes(file.size, locale)}</span>
        </div>
      </div>
      <div className={classes.doing}>
        <Button
          component="a"
          href={fileAddress(run, file.name)}
          download={file.name}
          size="compact-sm"
          mih="var(--target-small)"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          aria-label={`Download ${file.name}`}
        >
          Download
        </Button>
        {isTable && (
          <Button
            size="compact-sm"
            mih="var(--target-small)"
            variant={isOpen ? 'light' : 'default'}
            leftSection={<IconTable size={14} aria-hidden />}
            onClick={turn}
            aria-expanded={isOpen}
            aria-label={`${isOpen ? 'Hide' : 'Show'} rows of ${file.name}`}
          >
            {isOpen ? 'Hide rows' : 'Show rows'}
          </Button>
        )}
      </div>
      {isOpen && (
        <Suspense fallback={<Loading />}>
          <FilePreview run={run} name={file.name} />
        </Suspense>
      )}
    </li>
  );
}
