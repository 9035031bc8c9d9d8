import { Button } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { useTriggerJob } from '../runs/start-run.ts';

/** Runs a job now. */
export function RunNow({
  job,
  primary = false,
}: {
  readonly job: Pick<Schemas['Job'], 'name' | 'runnable'>;
  readonly primary?: boolean;
}) {
  const { mutate, isPending } = useTriggerJob();
  return (
    <Button
      size={primary ? 'sm' : 'compact-sm'}
      mih={primary ? 'var(--target)' : 'var(--target-small)'}
      variant={primary ? 'filled' : 'default'}
      leftSection={<IconPlayerPlayFilled size={primary ? 14 : 11} aria-hidden />}
      loading={isPending}
      disabled={!job.runnable}
      title={job.runnable ? undefined : 'Correct the errors of its chain first.'}
      onClick={() => mutate(job.name)}
      aria-label={`Run now: ${job.name}`}
    >
      Run now
    </Button>
  );
}
