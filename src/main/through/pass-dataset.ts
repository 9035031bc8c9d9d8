/** A test as a dataset that is asked, in JSON as it is sent. */
import { isSuccess } from '../../model/outcome-table.ts';
import { compareRows, encodedRows } from './compare-rows.ts';
import type { OpenAdapters } from './open-adapters.ts';
import type { Trial } from './trial-file.ts';
import { compareOutcome, wantedRows } from './wanted.ts';
import { type Difference, differ } from './ways.ts';
import { sentValues } from './written-values.ts';

/** Passes the test on stage through its dataset. */
export async function passDataset(
  { tried, name }: Trial,
  { datasets, stage }: OpenAdapters,
): Promise<readonly Difference[]> {
  const { chain, request, run } = tried;
  const { outcome, rejected } = run.end;
  const parameters = sentValues(
    request.parameters,
    chain.parameters.map(({ field }) => field),
  );
  const { answer, json } = await datasets.answer({ dataset: name, parameters, principal: stage.caller });
  const ended = compareOutcome(outcome, answer);
  if (ended.length > 0 || !isSuccess(outcome)) return ended;
  // More than is kept as JSON is written while it is sent.
  const rows =
    json === undefined ? encodedRows(answer.records, answer.shape) : JSON.parse(Buffer.from(json).toString());
  return [
    ...compareRows(wantedRows(tried), rows),
    ...differ('total', `${run.records.length}`, `${answer.total}`),
    ...differ('rejected', `${rejected}`, `${answer.rejected ?? 0}`),
  ];
}
