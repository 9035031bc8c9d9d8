import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconBolt, IconClock, IconAlertTriangle, type Icon } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useMemo, useRef } from 'react';
import { Link } from 'react-router';
import type { ArrowKind, Diagram } from './diagram.ts';
import { layOut, type PlacedArrow, type PlacedDiagram, type PlacedState } from './lay-out.ts';
import classes from './state-diagram.module.css';
import { smoothPath } from './way.ts';

/** How one state looks. */
export interface StateFace {
  /** Stands below its name. */
  readonly below: ReactNode;
  /** `here` is where an instance is, `been` where it was. */
  readonly mark?: 'here' | 'been' | undefined;
  /** Where a press leads. */
  readonly to?: string | undefined;
  /** True for the state whose instances are shown. */
  readonly isChosen?: boolean;
}

interface StateDiagramProps {
  readonly diagram: Diagram;
  readonly label: string;
  readonly face: (state: string) => StateFace;
}

/** States and the ways between them. What it says is also said as a table beside it. */
export function StateDiagram({ diagram, label, face }: StateDiagramProps) {
  const { ref: sized, width } = useElementSize();
  const box = useRef<HTMLElement>(null);
  const ref = useMergedRef(sized, box);
  const wide = useMemo(() => layOut(diagram, 'LR'), [diagram]);
  const high = useMemo(() => layOut(diagram, 'TB'), [diagram]);
  // Across where it fits; else whichever needs less to be scrolled.
  const placed = width === 0 || wide.width <= width || wide.width <= high.width ? wide : high;
  const centre = placed.states.find(({ name }) => face(name).mark === 'here' || face(name).isChosen === true);
  const shown = centre === undefined ? placed.start?.at.x : centre.x + centre.width / 2;
  useEffect(() => {
    if (shown !== undefined) box.current?.scrollTo({ left: shown - box.current.clientWidth / 2 });
  }, [shown]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={label} ref={ref}>
      <div className={classes.plane} style={{ width: placed.width, height: placed.height }}>
        <Arrows placed={placed} />
        {placed.arrows.map((arrow) => (
          <Words key={`${arrow.from} ${arrow.to} ${arrow.kind}`} arrow={arrow} />
        ))}
        <ul>
          {placed.states.map((state) => (
            <State key={state.name} state={state} face={face(state.name)} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Arrows({ placed }: { readonly placed: PlacedDiagram }) {
  const id = useId();
  const { width, height, arrows, start } = placed;
  return (
    <svg width={width} height={height} aria-hidden className={classes.arrows}>
      <defs>
        {(['event', 'internal', 'timer', 'failure'] as const).map((kind) => (
          <marker
            key={kind}
            id={`${id}${kind}`}
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="7"
            markerHeight="7"
            orient="auto-start-reverse"
          >
            <path d="M 0 1 L 10 5 L 0 9 z" className={classes.head} data-kind={kind} />
          </marker>
        ))}
      </defs>
      {arrows.map(({ from, to, kind, points }) => (
        <path
          key={`${from} ${to} ${kind}`}
          d={smoothPath(points)}
          className={classes.way}
          data-kind={kind}
          markerEnd={`url(#${id}${kind})`}
        />
      ))}
      {start !== undefined && (
        <>
          <circle cx={start.at.x} cy={start.at.y} r={6} className={classes.start} />
          <path d={smoothPath(start.points)} className={classes.way} data-kind="event" markerEnd={`url(#${id}event)`} />
        </>
      )}
    </svg>
  );
}

const shapes: Readonly<Record<ArrowKind, Icon | undefined>> = {
  event: undefined,
  internal: IconBolt,
  timer: IconClock,
  failure: IconAlertTriangle,
};

function Words({ arrow }: { readonly arrow: PlacedArrow }) {
  const { label, words, kind } = arrow;
  const Shape = shapes[kind];
  return (
    <div
      className={classes.words}
      data-kind={kind}
      aria-hidden
      style={{ left: label.x, top: label.y, width: label.width, height: label.height }}
    >
      {words.map((word) => (
        <span key={word}>
          {Shape !== undefined && <Shape size={13} stroke={1.9} aria-hidden />}
          {word}
        </span>
      ))}
    </div>
  );
}

function State({ state, face }: { readonly state: PlacedState; readonly face: StateFace }) {
  const { label, isFinal, x, y, width, height } = state;
  const { below, mark, to, isChosen = false } = face;
  const inside = (
    <>
      <strong>{label}</strong>
      <span>{below}</span>
    </>
  );
  return (
    <li
      className={classes.state}
      style={{ left: x, top: y, width, height }}
      data-final={isFinal}
      data-mark={mark}
      data-chosen={isChosen}
      aria-current={mark === 'here' ? 'step' : undefined}
    >
      {to === undefined ? (
        <div>{inside}</div>
      ) : (
        <Link to={to} preventScrollReset aria-current={isChosen ? 'true' : undefined}>
          {inside}
        </Link>
      )}
    </li>
  );
}
