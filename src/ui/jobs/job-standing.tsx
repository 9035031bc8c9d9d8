import { IconBan, IconBolt, IconCalendarTime, IconEyeOff, IconHandClick, IconPlayerPause } from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { type Face, Mark } from '../runs/outcome.tsx';

function faceOf({ enabled, paused, schedule, triggers }: Schemas['Job']): Face {
  if (!enabled) return { tone: 'neutral', shape: IconBan, word: 'disabled' };
  if (paused !== undefined) return { tone: 'warning', shape: IconPlayerPause, word: 'paused' };
  if (triggers.some(({ problem }) => problem !== undefined)) {
    return { tone: 'warning', shape: IconEyeOff, word: 'cannot look' };
  }
  if (schedule === undefined && triggers.length > 0) return { tone: 'good', shape: IconBolt, word: 'waits' };
  if (schedule === undefined) return { tone: 'neutral', shape: IconHandClick, word: 'only by hand' };
  return { tone: 'good', shape: IconCalendarTime, word: 'scheduled' };
}

/** Whether a job plans anything. */
export function JobStanding({ job }: { readonly job: Schemas['Job'] }) {
  return <Mark face={faceOf(job)} />;
}
