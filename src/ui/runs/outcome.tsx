/** How a run stands: always as colour, shape and word. */
import {
  IconAlertTriangleFilled,
  IconBan,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleDotted,
  IconCircleXFilled,
  IconClock,
  IconLoader2,
  type Icon,
} from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import classes from './outcome.module.css';

type Run = Pick<Schemas['RunSummary'], 'state' | 'outcome'>;
type Outcome = NonNullable<Schemas['RunSummary']['outcome']>;

/** How something looks: the colour of its tone, its shape, its word. */
export interface Face {
  readonly tone: 'good' | 'neutral' | 'warning' | 'bad' | 'running';
  readonly shape: Icon;
  readonly word: string;
}

const bad = (word: string): Face => ({ tone: 'bad', shape: IconCircleXFilled, word });

const faces: Readonly<Record<Outcome, Face>> = {
  ok: { tone: 'good', shape: IconCircleCheckFilled, word: 'ok' },
  accepted: { tone: 'neutral', shape: IconClock, word: 'accepted' },
  empty: { tone: 'neutral', shape: IconCircleDotted, word: 'empty' },
  truncated: { tone: 'warning', shape: IconAlertTriangleFilled, word: 'truncated' },
  invalid: bad('invalid'),
  unauthenticated: bad('unauthenticated'),
  denied: bad('denied'),
  'not-found': bad('not found'),
  conflict: bad('conflict'),
  busy: { tone: 'warning', shape: IconClock, word: 'busy' },
  upstream: bad('upstream'),
  timeout: bad('timeout'),
  cancelled: { tone: 'neutral', shape: IconBan, word: 'cancelled' },
  failed: bad('failed'),
};

/** The face of a run. */
export function faceOf({ state, outcome }: Run): Face {
  if (state === 'queued') return { tone: 'neutral', shape: IconCircleDashed, word: 'queued' };
  if (state === 'running') return { tone: 'running', shape: IconLoader2, word: 'running' };
  return faces[outcome ?? 'failed'];
}

/** True for a run that ended badly. */
export function isBad(run: Run): boolean {
  return run.state === 'ended' && faceOf(run).tone === 'bad';
}

/** What each outcome means, for hover and help. */
export const meanings: Readonly<Record<Outcome, string>> = {
  ok: 'It gave records or a result.',
  accepted: 'It will run.',
  empty: 'It ran and gave no records.',
  truncated: 'A limit cut the result.',
  invalid: 'The input breaks its schema or a rule.',
  unauthenticated: 'There was no or a bad identity.',
  denied: 'The right was missing.',
  'not-found': 'Something does not exist, or may not be seen.',
  conflict: 'The state did not allow it.',
  busy: 'There was too much at once.',
  upstream: 'Another system failed.',
  timeout: 'It ran too long.',
  cancelled: 'It was stopped.',
  failed: 'It failed by a fault of the chain, a limit, or Millrace.',
};

interface MarkProps {
  readonly face: Face;
  readonly large?: boolean;
  /** What it means, on hover. */
  readonly title?: string | undefined;
}

/** Colour, shape and word. */
export function Mark({ face, large = false, title }: MarkProps) {
  const { tone, shape: Shape, word } = face;
  return (
    <span className={`${classes.mark} ${large ? classes.large : ''}`} data-tone={tone} title={title}>
      <Shape
        size={large ? 18 : 15}
        stroke={2.1}
        aria-hidden
        className={tone === 'running' ? classes.turning : undefined}
      />
      {word}
    </span>
  );
}

/** How a run stands. */
export function OutcomeMark({ run, large = false }: { readonly run: Run; readonly large?: boolean }) {
  return <Mark face={faceOf(run)} large={large} title={run.outcome && meanings[run.outcome]} />;
}
