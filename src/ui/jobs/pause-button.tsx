import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { usePausing } from './job-queries.ts';

/** Pauses a job that has a schedule, or resumes it. */
export function PauseButton({
  job,
}: {
  readonly job: Pick<Schemas['Job'], 'name' | 'paused' | 'enabled' | 'schedule'>;
}) {
  const { mutate, isPending } = usePausing(job.name);
  if (!job.enabled || job.schedule === undefined) return null;
  const isPaused = job.paused !== undefined;
  const Shape = isPaused ? IconPlayerPlay : IconPlayerPause;
  return (
    <Button
      variant="default"
      mih="var(--target)"
      leftSection={<Shape size={15} aria-hidden />}
      loading={isPending}
      onClick={() => mutate(isPaused ? 'resume' : 'pause')}
    >
      {isPaused ? 'Resume' : 'Pause'}
    </Button>
  );
}
