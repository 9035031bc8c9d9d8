import { useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { Panel } from '../shell/page.tsx';
import classes from './endpoints.module.css';
import { useTrial } from './endpoint-queries.ts';
import { TrialAnswer } from './trial-answer.tsx';
import { TryForm } from './try-form.tsx';

type Endpoint = Schemas['Endpoint'];

/** Sends a real call and shows what came back; where somebody may not, it says why. */
export function TryPanel({ endpoint }: { readonly endpoint: Endpoint }) {
  const trial = useTrial(endpoint.name);
  const [last, setLast] = useState<Schemas['EndpointTrialAnswer']>();
  // The last answer stays while the next one is on its way, so that nothing jumps.
  if (trial.data !== undefined && trial.data !== last) setLast(trial.data);
  const { trialRefusal } = endpoint;
  return (
    <Panel title="Try it" aside={trialRefusal === undefined ? 'sends a real call' : undefined}>
      {trialRefusal === undefined ? (
        <>
          <TryForm endpoint={endpoint} trial={trial} />
          {last !== undefined && <TrialAnswer endpoint={endpoint} answer={last} isOld={trial.data === undefined} />}
        </>
      ) : (
        <div className={classes.note} role="note">
          <strong>Not for you.</strong> {trialRefusal}
        </div>
      )}
    </Panel>
  );
}
