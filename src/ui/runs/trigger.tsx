import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { placeOfInstance } from '../workflows/instance-place.ts';

type Run = Pick<Schemas['RunSummary'], 'trigger' | 'principal' | 'dryRun'>;

const words: Readonly<Record<Schemas['Trigger']['kind'], string>> = {
  schedule: 'by schedule',
  trigger: 'by what happened',
  backfill: 'by a backfill',
  manual: 'by hand',
  cli: 'from the command line',
  setup: 'by the first set-up',
  workflow: 'by a workflow',
  dataset: 'by a dataset',
  dashboard: 'by a dashboard',
  endpoint: 'by an endpoint',
  test: 'by a test',
};

/** What caused a run, in words: `by schedule, for daily-sales`. */
export function triggerWords({ trigger, principal, dryRun }: Run): string {
  const isByPerson = (trigger.kind === 'manual' || trigger.kind === 'cli') && principal.kind === 'user';
  const who = isByPerson ? `, ${principal.name}` : '';
  const job = trigger.job === undefined ? '' : `, job ${trigger.job}`;
  return `${dryRun ? 'dry run ' : ''}${words[trigger.kind]}${who}${job}`;
}

/** The same with the way to the job, or to the instance of the workflow. */
export function TriggerFact({ run }: { readonly run: Run }) {
  const { kind, job, of, subject } = run.trigger;
  return (
    <>
      {words[kind]}
      {job !== undefined && (
        <>
          , job <Link to={`/jobs/${job}`}>{job}</Link>
        </>
      )}
      {kind === 'workflow' && of !== undefined && subject !== undefined && (
        <>
          , <Link to={placeOfInstance({ workflow: of, id: subject })}>{of}</Link>
        </>
      )}
      {kind === 'endpoint' && of !== undefined && subject !== undefined && (
        <>
          , <Link to={`/endpoints/${of}/deliveries/${subject}`}>{of}</Link>
        </>
      )}
    </>
  );
}
