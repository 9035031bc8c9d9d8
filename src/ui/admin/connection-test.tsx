import { Button } from '@mantine/core';
import { IconCircleCheckFilled, IconCircleXFilled } from '@tabler/icons-react';
import type { Check } from './admin-deeds.ts';
import { useCheckConnection } from './admin-deeds.ts';
import classes from './admin.module.css';
import { duration } from '../format/time.ts';
import { Refused } from '../forms/form-fields.tsx';
import { Mark } from '../runs/outcome.tsx';

/** Tries a connection, and says in place what came of it. */
export function TestButton({
  connection,
  primary = false,
}: {
  readonly connection: string;
  readonly primary?: boolean;
}) {
  const check = useCheckConnection(connection);
  return (
    <div className={classes.test}>
      <Button
        size={primary ? 'sm' : 'compact-sm'}
        variant="default"
        mih={primary ? 'var(--target)' : 'var(--target-small)'}
        loading={check.isPending}
        onClick={() => check.mutate()}
        aria-label={`Test ${connection}`}
      >
        Test
      </Button>
      <div role="status" className={classes.result}>
        {check.data !== undefined && <Result check={check.data} />}
      </div>
      {check.error !== null && <Refused error={check.error} />}
    </div>
  );
}

function Result({ check: { healthy, took, detail, problem } }: { readonly check: Check }) {
  if (healthy)
    return (
      <>
        <Mark face={{ tone: 'good', shape: IconCircleCheckFilled, word: 'answers' }} />
        <p>
          {detail} <span className="soft">in {duration(took)}</span>
        </p>
      </>
    );
  return (
    <>
      <Mark face={{ tone: 'bad', shape: IconCircleXFilled, word: 'does not answer' }} />
      <p>{problem?.message}</p>
      {problem?.hint !== undefined && <p className="soft">{problem.hint}</p>}
    </>
  );
}
