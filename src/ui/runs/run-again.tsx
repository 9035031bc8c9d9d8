import { Button } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { RunNow } from '../jobs/run-now.tsx';
import { showFailure, useRunChain } from './start-run.ts';

/** Runs the same again: the job where it belongs to one, else the chain with the same parameters. */
export function RunAgain({ run }: { readonly run: Schemas['Run'] }) {
  const { mutate, isPending } = useRunChain();
  if (run.trigger.job !== undefined) return <RunNow job={{ name: run.trigger.job, runnable: true }} primary />;
  const dot = run.chain.indexOf('.');
  const order = {
    chainset: run.chain.slice(0, dot),
    chain: run.chain.slice(dot + 1),
    parameters: run.parameters,
    dryRun: run.dryRun,
  };
  return (
    <Button
      variant="default"
      mih="var(--target)"
      leftSection={<IconRepeat size={16} aria-hidden />}
      loading={isPending}
      onClick={() => mutate(order, { onError: (error) => showFailure(`${run.chain} was not started`, error) })}
    >
      Run again
    </Button>
  );
}
