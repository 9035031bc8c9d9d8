import type { Schemas } from '../api/client.ts';
import { Empty } from '../states/states.tsx';
import classes from './chain-steps.module.css';
import { settingLines } from './setting-lines.ts';

type Step = Schemas['Step'];

/** The steps of a chain from top to bottom, with what they say. */
export function ChainSteps({ steps }: { readonly steps: readonly Step[] }) {
  if (steps.length === 0) return <Empty title="No step of it can be read." />;
  return (
    <ol className={classes.steps}>
      {steps.map((step, at) => (
        <StepItem key={step.index} step={step} place={at + 1} />
      ))}
    </ol>
  );
}

function StepItem({ step, place }: { readonly step: Step; readonly place: number }) {
  const isNamed = !step.name.startsWith(`${step.uses}#`);
  return (
    <li className={classes.step} data-enabled={step.enabled}>
      <span className={classes.place} aria-hidden>
        {place}
      </span>
      <div className={classes.what}>
        <h2>
          {step.label ?? (isNamed ? step.name : step.uses)}
          {(isNamed || step.label !== undefined) && <span>{step.uses}</span>}
          {!step.enabled && <em>disabled: records pass through</em>}
          {step.onError !== 'fail' && <em>records that fail: {step.onError}</em>}
        </h2>
        <p className={classes.summary}>{step.summary}</p>
        <Settings settings={step.settings} />
        {step.nested.map(({ label, steps }) => (
          <details key={label} className={classes.nested}>
            <summary>
              {label}: {steps.length} {steps.length === 1 ? 'step' : 'steps'}
            </summary>
            <ChainSteps steps={steps} />
          </details>
        ))}
      </div>
    </li>
  );
}

function Settings({ settings }: { readonly settings: unknown }) {
  const lines = settingLines(settings);
  if (lines.length === 0) return null;
  return (
    <dl className={classes.settings}>
      {lines.map(({ name, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="code">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
