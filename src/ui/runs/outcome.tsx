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
import { type Tone, tones } from './tone.ts';

type Run = Pick<Schemas['RunSummary'], 'state' | 'outcome'>;
type Outcome = NonNullable<Schemas['RunSummary']['outcome']>;

/** How something looks: the colour of its tone, its shape, its word. */
export interface Face {
  readonly tone: Tone;
  readonly shape: Icon;
  readonly word: string;
}

const cross = (word: string) => ({ shape: IconCircleXFilled, word });

const shapes: Readonly<Record<Outcome, Omit<Face, 'tone'>>> = {
  ok: { shape: IconCircleCheckFilled, word: 'ok' },
  accepted: { shape: IconClock, word: 'accepted' },
  empty: { shape: IconCircleDotted, word: 'empty' },
  truncated: { shape: IconAlertTriangleFilled, word: 'truncated' },
  invalid: cross('invalid'),
  unauthenticated: cross('unauthenticated'),
  denied: cross('denied'),
  'not-found': cross('not found'),
  conflict: cross('conflict'),
  busy: { shape: IconClock, word: 'busy' },
  upstream: cross('upstream'),
  timeout: cross('timeout'),
  cancelled: { shape: IconBan, word: 'cancelled' },
  failed: cross('failed'),
};

/** The face of a run. */
function faceOf({ state, outcome }: Run): Face {
  if (state === 'queued') return { tone: 'neutral', shape: IconCircleDashed, word: 'queued' };
  if (state === 'running') return { tone: 'running', shape: IconLoader2, word: 'running' };
  const known = outcome ?? 'failed';
  return { tone: tones[known], ...shapes[known] };
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
