/**
 * The one place where records enter a chain from a source that may have policies. Invariant: whatever a source step gives,
 * also the records that a test gives in its place, nothing behind this sees what the policies hide.
 */
import type { Env } from '../../expression/closure.ts';
import type { Batch, BatchStream } from '../../model/value.ts';
import type { PlannedStep } from '../planned.ts';

/** The records of a source step as they may be seen; those of other steps as they are. */
export function seenThroughPolicies(step: PlannedStep, records: BatchStream, env: Env): BatchStream {
  const { policies, declaration } = step;
  if (policies?.exist !== true || declaration.shape !== 'source') return records;
  return seen(records, policies.see(env));
}

async function* seen(
  records: BatchStream,
  see: (record: Batch[number]) => Batch[number] | undefined,
): AsyncGenerator<Batch> {
  for await (const batch of records) {
    const visible = batch.map(see).filter((record) => record !== undefined);
    if (visible.length > 0) yield visible;
  }
}
