import { Button } from '@mantine/core';
import { IconCircleCheckFilled, IconCircleXFilled } from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { Count } from '../format/locale.tsx';
import forms from '../forms/forms.module.css';
import { Mark } from '../runs/outcome.tsx';
import { Panel } from '../shell/page.tsx';
import { Failed } from '../states/states.tsx';
import { useVerify } from './admin-deeds.ts';
import classes from './admin.module.css';

/** Recomputes the seals, and says whether the log is as it was written. */
export function VerifyPanel() {
  const verify = useVerify();
  return (
    <Panel title="The seal">
      <div className={forms.form}>
        <p className="soft">
          Each entry is sealed together with the one before, so that nothing can be changed, removed or displaced
          without a trace.
        </p>
        <div className={forms.buttons}>
          <Button variant="default" mih="var(--target)" loading={verify.isPending} onClick={() => verify.mutate()}>
            Verify the seal
          </Button>
        </div>
      </div>
      <div role="status">{verify.data !== undefined && <Verdict verdict={verify.data} />}</div>
      {verify.error !== null && <Failed error={verify.error} />}
    </Panel>
  );
}

function Verdict({ verdict }: { readonly verdict: Schemas['AuditVerdict'] }) {
  const { whole, sealed, unsealed, head, faults } = verdict;
  return (
    <div className={classes.verdict} data-tone={whole ? 'good' : 'bad'}>
      <div>
        {whole ? (
          <Mark face={{ tone: 'good', shape: IconCircleCheckFilled, word: 'whole' }} />
        ) : (
          <Mark face={{ tone: 'bad', shape: IconCircleXFilled, word: 'not as it was sealed' }} />
        )}
      </div>
      <p>
        <Count value={sealed} noun="entry" /> sealed
        {unsealed > 0 && (
          <>
            , <Count value={unsealed} /> still to be sealed
          </>
        )}
        .
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
