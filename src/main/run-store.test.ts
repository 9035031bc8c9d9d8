import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { systemClock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { Outcome } from '../core/outcome.ts';
import { localAdministrator } from '../model/principal.ts';
import { openTestStore } from '../store/test-store.ts';
import { createRunStore } from './run-store.ts';

describe('what a chain keeps from run to run', () => {
  const cases: { outcome: Outcome; kept: unknown }[] = [
    { outcome: 'ok', kept: { last: 2 } },
    { outcome: 'empty', kept: { last: 1 } },
    { outcome: 'failed', kept: { last: 1 } },
    { outcome: 'cancelled', kept: { last: 1 } },
  ];
  for (const { outcome, kept } of cases) {
    test(`is ${JSON.stringify(kept)} after 1 and a run that ends ${outcome} with 2`, async (t) => {
      const runs = createRunStore({ store: await openTestStore(t, systemClock), queue: undefined, owner: undefined });
      const run = async (ends: Outcome, last: number): Promise<void> => {
        const id = newId();
        const trigger = { kind: 'test' as const };
        const request = { id, effectId: id, chain: 't.Test', parameters: {}, principal: localAdministrator, trigger };
        await runs.queue({ ...request, dryRun: false, zone: 'UTC', now: 0 }, undefined);
        await runs.take(id);
        await runs.end(id, 't.Test', {
          outcome: ends,
          records: 1,
          rejected: 0,
          steps: [],
          duration: 1,
          state: { last },
        });
      };
      await run('ok', 1);
      await run(outcome, 2);
      assert.deepEqual(await runs.state('t.Test'), kept);
    });
  }
});
