/** A test as a job: started by hand, run by the worker, settled in the ledger. */
import { isSuccess, outcomeTable } from '../../model/outcome-table.ts';
import { compareEffects } from './compare-effects.ts';
import { compareRows, encodedRows } from './compare-rows.ts';
import type { OpenAdapters } from './open-adapters.ts';
import type { Trial } from './trial-file.ts';
import { compareOutcome, wantedRows } from './wanted.ts';
import { type Difference, differ } from './ways.ts';

/** Passes the test on stage through its job. */
export async function passJob({ tried, name }: Trial, open: OpenAdapters): Promise<readonly Difference[]> {
  const { chain, test, run: wanted } = tried;
  const { outcome, problem } = wanted.end;
  const { run, occurrence } = await open.jobs.perform(name, { chain: chain.name, values: test.state ?? {} });
  const verdict = differ('occurrence', outcomeTable[outcome].job, occurrence?.state ?? 'none');
  // Parameters that do not fit make no run: then the ledger alone says how it ended.
  if (run === undefined) return isSuccess(outcome) ? [...compareOutcome(outcome, { outcome: undefined })] : verdict;
  const said = run.problems.at(-1);
  const ended = compareOutcome(outcome, { outcome: run.outcome, problem: said });
  if (ended.length > 0) return [...ended, ...verdict];
  if (!isSuccess(outcome)) return [...differ('problem', problem?.code ?? 'none', said?.code ?? 'none'), ...verdict];
  const rows = compareRows(wantedRows(tried), encodedRows(open.stage.records, chain.pipeline.output));
  const effects = compareEffects(tried.effects, run.effects);
  return [...verdict, ...differ('records', `${wanted.end.records}`, `${run.records}`), ...rows, ...effects];
}
