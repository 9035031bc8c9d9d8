/** The log of a run, line by line as it comes; the part of a chosen step where one is chosen. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Schemas } from '../api/client.ts';
import { logPage, logsQuery } from '../api/queries.ts';
import { useLocale } from '../format/locale.tsx';
import { exactTime } from '../format/time.ts';
import { Answer, Empty } from '../states/states.tsx';
import classes from './run-log.module.css';
import { useChosenStep } from './step-picture.tsx';

type Line = Schemas['LogLine'];
type Run = Schemas['Run'];

/** The log. */
export function RunLog({ run }: { readonly run: Run }) {
  const query = useQuery(logsQuery(run.id));
  return <Answer query={query}>{({ lines, next }) => <Lines run={run} lines={lines} next={next} />}</Answer>;
}

interface LinesProps {
  readonly run: Run;
  readonly lines: readonly Line[];
  /** The number of the last line, where there are more than were asked for. */
  readonly next: number | undefined;
}

function Lines({ run, lines, next }: LinesProps) {
  const [step, choose] = useChosenStep();
  const shown = step === undefined ? lines : lines.filter((line) => line.step === step);
  return (
    <>
      {step !== undefined && (
        <p className={classes.narrowed}>
          Only what step <strong>{step}</strong> said.{' '}
          <button type="button" onClick={() => choose(undefined)}>
            Show all {lines.length} lines
          </button>
        </p>
      )}
      {shown.length === 0 ? <NoLines run={run} step={step} /> : <Table run={run} lines={shown} />}
      {next !== undefined && <ReadOn run={run.id} lines={lines} next={next} />}
    </>
  );
}

/** A long log is read page by page. */
function ReadOn({
  run,
  lines,
  next,
}: {
  readonly run: string;
  readonly lines: readonly Line[];
  readonly next: number;
}) {
  const queries = useQueryClient();
  const reading = useMutation({
    mutationFn: () => logPage(run, next),
    onSuccess: (page) =>
      queries.setQueryData(logsQuery(run).queryKey, { lines: [...lines, ...page.lines], next: page.next }),
  });
  return (
    <p className={classes.narrowed}>
      These are its first {lines.length} lines.{' '}
      <button type="button" disabled={reading.isPending} onClick={() => reading.mutate()}>
        {reading.isPending ? 'Reading on' : 'Read on'}
      </button>
    </p>
  );
}

function NoLines({ run, step }: { readonly run: Run; readonly step: string | undefined }) {
  if (step !== undefined) return <Empty title="This step said nothing." />;
  return (
    <Empty title={run.state === 'ended' ? 'It said nothing.' : 'Nothing yet.'}>
      What steps say while they work stands here.
    </Empty>
  );
}

/** Keeps the end in sight while lines come, unless somebody scrolled up to read. */
function useFollowedEnd(length: number, isLive: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (element !== null && isLive && atEnd.current && length > 0) element.scrollTop = element.scrollHeight;
  }, [length, isLive]);
  const onScroll = (): void => {
    const element = box.current;
    if (element !== null) atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
  };
  return { box, onScroll };
}

function Table({ run, lines }: { readonly run: Run; readonly lines: readonly Line[] }) {
  const { box, onScroll } = useFollowedEnd(lines.length, run.state !== 'ended');
  const from = Date.parse(run.startedAt ?? run.queuedAt);
  return (
    // A box that scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <div className={classes.box} ref={box} onScroll={onScroll} tabIndex={0} role="log" aria-label="Log">
      {lines.map((line) => (
        <LogRow key={line.seq} line={line} from={from} />
      ))}
    </div>
  );
}

function LogRow({ line, from }: { readonly line: Line; readonly from: number }) {
  const { locale, zone } = useLocale();
  const at = Date.parse(line.at);
  return (
    <div className={classes.line} data-level={line.level}>
      <time className="number" dateTime={line.at} title={`${exactTime(at, zone, locale)} (${zone})`}>
        +{Math.max(0, (at - from) / 1000).toFixed(2)}
      </time>
      <span className={classes.level}>{line.level}</span>
      <span className={classes.step}>{line.step ?? ''}</span>
      <span className={classes.message}>{line.message}</span>
    </div>
  );
}
