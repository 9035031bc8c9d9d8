import { Button } from '@mantine/core';
import { IconCircleCheckFilled, IconCircleXFilled, IconRosetteDiscountCheck } from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { Count } from '../format/locale.tsx';
import { Mark } from '../runs/outcome.tsx';
import { Panel } from '../shell/page.tsx';
import { Failed } from '../states/states.tsx';
import type { useVerify } from './admin-deeds.ts';
import classes from './admin.module.css';

type Verify = ReturnType<typeof useVerify>;

/** Has the seals recomputed. */
export function VerifyButton({ verify }: { readonly verify: Verify }) {
  return (
    <Button
      variant="default"
      mih="var(--target)"
      leftSection={<IconRosetteDiscountCheck size={16} aria-hidden />}
      loading={verify.isPending}
      onClick={() => verify.mutate()}
    >
      Verify the seal
    </Button>
  );
}

/** Whether the log is as it was written, once that was asked. */
export function Verdict({ verify: { data, error } }: { readonly verify: Verify }) {
  return (
    <div role="status">
      {error !== null && <Failed error={error} />}
      {data !== undefined && error === null && (
        <Panel label="The seal">
          <Words verdict={data} />
        </Panel>
      )}
    </div>
  );
}

const entries = (count: number) => (
  <>
    <Count value={count} /> {count === 1 ? 'entry' : 'entries'}
  </>
);

function Words({ verdict }: { readonly verdict: Schemas['AuditVerdict'] }) {
  const { whole, sealed, unsealed, head, faults } = verdict;
  return (
    <div className={classes.verdict} data-tone={whole ? 'good' : 'bad'}>
      <p>
        {whole ? (
          <Mark face={{ tone: 'good', shape: IconCircleCheckFilled, word: 'whole' }} />
        ) : (
          <Mark face={{ tone: 'bad', shape: IconCircleXFilled, word: 'not as it was sealed' }} />
        )}{' '}
        {entries(sealed)} sealed, each together with the one before
        {unsealed > 0 && <>; {entries(unsealed)} still to be sealed</>}.
      </p>
      {faults.length > 0 && (
        <ul>
          {faults.map(({ seq, kind, message }) => (
            <li key={`${seq} ${kind}`}>{message}</li>
          ))}
        </ul>
      )}
      {head !== undefined && (
        <p className="soft">
          The newest seal is <code>{head}</code>. Kept elsewhere, it tells later whether the whole log was written anew.
        </p>
      )}
    </div>
  );
}
