/** How far a run is: which step, how many records. */
import type { Schemas } from '../api/client.ts';
import { Count } from '../format/locale.tsx';
import classes from './progress.module.css';

type Steps = readonly Schemas['StepCounters'][];

/** The step that is at work: the last one that has begun. */
function currentStep(steps: Steps): Schemas['StepCounters'] | undefined {
  return (
    steps.findLast(({ state }) => state === 'running') ?? steps.findLast(({ state }) => state === 'done') ?? steps[0]
  );
}

const nameOf = ({ step, uses, label }: Schemas['StepCounters']): string =>
  label ?? (step.startsWith(`${uses}#`) ? uses : step);

/** A bar with a part for each step, and what happens now in words. */
export function Progress({ steps }: { readonly steps: Steps }) {
  const done = steps.filter(({ state }) => state === 'done').length;
  const current = currentStep(steps);
  return (
    <div className={classes.progress}>
      <div
        className={classes.parts}
        role="progressbar"
        aria-label="Steps done"
        aria-valuemin={0}
        aria-valuemax={steps.length}
        aria-valuenow={done}
      >
        {steps.map(({ index, state }) => (
          <span key={index} data-state={state} />
        ))}
      </div>
      <span className={classes.words}>
        {current === undefined ? 'Waiting for a runner' : nameOf(current)}
        {current !== undefined && (
          <>
            {' · '}
            <Count value={Math.max(current.recordsIn, current.recordsOut)} noun="record" />
          </>
        )}
      </span>
    </div>
  );
}
