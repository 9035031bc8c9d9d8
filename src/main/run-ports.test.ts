/** Steps that write tell datasets, by the store alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localAdministrator } from '../model/principal.ts';
import { openTagCounts } from '../store/dataset-tags.ts';
import { directRunsFor } from './direct-runs.fixture.ts';

const text = `
kind: connection
name: shop
type: embedded
---
kind: chainset
name: t
chains:
  Write:
    steps:
      - { uses: records, with: { columns: { _id: text, n: integer }, records: [{ _id: a, n: 1 }] } }
      - { uses: documents.write, with: { connection: shop, collection: c, mode: upsert, tags: [written] } }
  Refused:
    steps:
      - { uses: records, with: { columns: { _id: text, n: integer }, records: [{ _id: a, n: 1 }] } }
      - { uses: documents.write, with: { connection: shop, collection: c, mode: insert, tags: [refused] } }
  Delete:
    steps:
      - { uses: documents.delete, with: { connection: shop, collection: c, columns: { n: integer }, where: n = 1, tags: [deleted] } }
  Invalidate:
    steps:
      - { uses: records, with: { records: [{ n: 1 }] } }
      - { uses: dataset.invalidate, with: { tags: [one, other] } }
`;

const cases: readonly [chain: string, outcome: string, touched: string[]][] = [
  ['Write', 'ok', ['written']],
  ['Refused', 'conflict', ['refused']],
  ['Delete', 'empty', ['deleted']],
  ['Invalidate', 'ok', ['one', 'other']],
];

test('tags are touched by writes, refused ones too, by deletes, and by the step that does nothing else', async (t) => {
  const { direct, store } = await directRunsFor(t, text);
  const counts = await openTagCounts(store);
  t.after(() => counts.close());
  const all = cases.flatMap(([, , touched]) => touched);
  const before: string[] = [];
  for (const [chain, outcome, touched] of cases) {
    const order = { parameters: {}, principal: localAdministrator, trigger: { kind: 'manual' as const } };
    const result = await direct.run({ chain: `t.${chain}`, ...order });
    assert.equal(result.outcome, outcome, JSON.stringify(result.problem));
    before.push(...touched);
    const listening = await openTagCounts(store);
    const known = await listening.versions(all);
    await listening.close();
    assert.deepEqual(
      all.filter((tag) => known.get(tag) === 1),
      before,
    );
  }
});
