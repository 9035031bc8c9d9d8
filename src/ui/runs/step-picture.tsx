/**
 * The picture of a run: the steps from top to bottom, the records that went through, and the time each was at work. A step
 * that is chosen stands in the address, and shows its particulars and its part of the log.
 */
import { IconAlertTriangle, IconCheck, IconLoader2, IconPoint, IconX } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { bytes } from '../format/amount.ts';
import { Count, useLocale } from '../format/locale.tsx';
import { duration } from '../format/time.ts';
import { Facts } from '../shell/page.tsx';
import { Empty } from '../states/states.tsx';
import { type StepNode, stepTree } from './step-tree.ts';
import classes from './step-picture.module.css';

type Step = Schemas['StepCounters'];

const shapes = { waiting: IconPoint, running: IconLoader2, done: IconCheck, failed: IconX } as const;

const engines: Readonly<Record<Step['engine'], string>> = {
  row: 'Record by record, in JavaScript',
  vector: 'Whole columns at once, in DuckDB',
  source: 'In the system that it reads',
};

/** The chosen step, and how to choose another. */
export function useChosenStep(): readonly [string | undefined, (step: string | undefined) => void] {
  const [search, setSearch] = useSearchParams();
  const choose = (step: string | undefined): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (step === undefined) next.delete('step');
        else next.set('step', step);
        return next;
      },
      { replace: true },
    );
  return [search.get('step') ?? undefined, choose];
}

/** The steps of a run. */
export function StepPicture({ run }: { readonly run: Schemas['Run'] }) {
  const [chosen, choose] = useChosenStep();
  if (run.steps.length === 0) return <NoSteps run={run} />;
  const longest = Math.max(1, ...run.steps.map(({ working }) => working));
  const most = Math.max(1, ...run.steps.map(({ recordsOut }) => recordsOut));
  return (
    <>
      <div className={classes.head} aria-hidden>
        <span />
        <span />
        <span>Records out</span>
        <span>Time at work</span>
      </div>
      <StepList
        nodes={stepTree(run.steps)}
        scale={{ longest, most }}
        chosen={chosen}
        choose={(step) => choose(chosen === step ? undefined : step)}
      />
    </>
  );
}

function NoSteps({ run }: { readonly run: Schemas['Run'] }) {
  if (run.state === 'ended') return <Empty title="It ended before its first step." />;
  return <Empty title="Waiting for a runner.">Its steps stand here as soon as it starts.</Empty>;
}

interface ListProps {
  readonly nodes: readonly StepNode[];
  readonly scale: { readonly longest: number; readonly most: number };
  readonly chosen: string | undefined;
  readonly choose: (step: string) => void;
}

function StepList({ nodes, ...rest }: ListProps) {
  return (
    <ol className={classes.steps}>
      {nodes.map((node) => (
        <StepRow key={node.step.index} node={node} {...rest} />
      ))}
    </ol>
  );
}

interface RowProps extends Omit<ListProps, 'nodes'> {
  readonly node: StepNode;
}

/** The thickness of the stream that leaves a step: by powers of ten, so that twelve and a million both show. */
function stream(records: number, most: number): number {
  return records === 0 ? 1 : 2 + Math.round((8 * Math.log10(records + 1)) / Math.log10(most + 10));
}

function StepRow({ node: { step, inside }, scale, chosen, choose }: RowProps) {
  const { locale } = useLocale();
  const isChosen = chosen === step.step;
  const Shape = shapes[step.state];
  const isNamed = !step.step.startsWith(`${step.uses}#`);
  const share = step.working / scale.longest;
  return (
    <li
      className={classes.step}
      data-state={step.state}
      style={{ '--stream': `${stream(step.recordsOut, scale.most)}px` } as React.CSSProperties}
    >
      <button type="button" className={classes.row} onClick={() => choose(step.step)} aria-expanded={isChosen}>
        <span className={classes.node}>
          <Shape size={15} stroke={2.4} aria-hidden />
          <span className="hidden">{step.state}</span>
        </span>
        <span className={classes.name}>
          <strong>{step.label ?? (isNamed ? step.step : step.uses)}</strong>
          {(isNamed || step.label !== undefined) && <span className={classes.uses}>{step.uses}</span>}
          <span className={classes.engine} title={engines[step.engine]}>
            {step.engine}
          </span>
          {step.rejected > 0 && (
            <span className={classes.rejected}>
              <IconAlertTriangle size={13} aria-hidden /> <Count value={step.rejected} /> rejected
            </span>
          )}
        </span>
        <span className={classes.records}>
          <Records value={step.recordsOut} step={step} />
          <span className="hidden"> records out</span>
        </span>
        <span className={classes.time}>
          <span className="number">{step.state === 'waiting' ? '' : duration(step.working)}</span>
          <span className={classes.bar} aria-hidden>
            <span style={{ width: `${Math.max(step.working > 0 ? 2 : 0, share * 100)}%` }} />
          </span>
        </span>
      </button>
      {isChosen && <Particulars step={step} locale={locale} />}
      {inside.length > 0 && <StepList nodes={inside} scale={scale} chosen={chosen} choose={choose} />}
    </li>
  );
}

/** How many records; a step inside of a query does not know. */
function Records({ value, step }: { readonly value: number; readonly step: Step }) {
  if (step.uncounted === true)
    return <span title="Not counted: DuckDB did this step in one query with others.">–</span>;
  return <Count value={value} />;
}

function Particulars({ step, locale }: { readonly step: Step; readonly locale: string }) {
  return (
    <div className={classes.particulars}>
      <Facts
        facts={[
          ['Records in', <Records key="in" value={step.recordsIn} step={step} />],
          ['Records out', <Records key="out" value={step.recordsOut} step={step} />],
          ['Rejected', <Count key="rejected" value={step.rejected} />],
          step.bytesIn === 0 ? undefined : ['Read', bytes(step.bytesIn, locale)],
          step.bytesOut === 0 ? undefined : ['Written', bytes(step.bytesOut, locale)],
          ['At work', duration(step.working)],
          ['Waiting for others', duration(step.waiting)],
          ['Engine', engines[step.engine]],
        ]}
      />
    </div>
  );
}
