/** How workflows, instances and tasks stand: always as colour, shape and word. */
import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDot,
  IconCircleXFilled,
  IconClock,
  IconClockExclamation,
  IconPlayerPauseFilled,
} from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { useLocale } from '../format/locale.tsx';
import { useNow } from '../format/now.ts';
import { relativeTime } from '../format/time.ts';
import { type Face, Mark } from '../runs/outcome.tsx';

type Workflow = Pick<Schemas['WorkflowSummary'], 'enabled' | 'problem' | 'incidents'>;
type Instance = Pick<Schemas['InstanceSummary'], 'final' | 'stateLabel' | 'incidents'>;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function faceOfWorkflow({ enabled, problem, incidents }: Workflow): Face {
  if (problem !== undefined) return { tone: 'bad', shape: IconCircleXFilled, word: 'cannot start' };
  if (incidents > 0) return { tone: 'bad', shape: IconAlertTriangleFilled, word: plural(incidents, 'incident') };
  if (!enabled) return { tone: 'neutral', shape: IconPlayerPauseFilled, word: 'disabled' };
  return { tone: 'good', shape: IconCircleCheckFilled, word: 'in order' };
}

/** Whether a workflow is in order. */
export function WorkflowStanding({ workflow }: { readonly workflow: Workflow }) {
  return <Mark face={faceOfWorkflow(workflow)} title={workflow.problem} />;
}

/** The state of an instance. */
export function StateMark({ instance, large = false }: { readonly instance: Instance; readonly large?: boolean }) {
  const { final, stateLabel: word } = instance;
  const face: Face = final
    ? { tone: 'neutral', shape: IconCircleCheckFilled, word }
    : { tone: 'running', shape: IconCircleDot, word };
  return <Mark face={face} large={large} title={final ? 'It has ended.' : 'It goes on.'} />;
}

/** That something failed for good and waits for somebody; nothing where nothing did. */
export function IncidentMark({ incidents }: Pick<Instance, 'incidents'>) {
  if (incidents === 0) return null;
  return <Mark face={{ tone: 'bad', shape: IconAlertTriangleFilled, word: plural(incidents, 'incident') }} />;
}

const SOON = 24 * 3_600_000;

/** Until when something is to be done. */
export function DueMark({ at }: { readonly at: string }) {
  const { locale } = useLocale();
  const now = useNow(10_000);
  const time = Date.parse(at);
  const when = relativeTime(time, now, locale);
  if (time < now)
    return <Mark face={{ tone: 'bad', shape: IconClockExclamation, word: `was due ${when}` }} title={at} />;
  return (
    <Mark
      face={{ tone: time - now < SOON ? 'warning' : 'neutral', shape: IconClock, word: `due ${when}` }}
      title={at}
    />
  );
}
