/** What starts jobs beside the clock, over a whole server: runners, real files, and chains that are asked for their marks. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { MovingClock } from '../scenarios/moving-clock.ts';
import { serve, type Served } from './served.ts';

const files = {
  'all.yaml': `
kind: workspace
name: mill
---
kind: chainset
name: erp
chains:
  Import:
    params: { file: { type: text, optional: true } }
    steps:
      - { uses: csv.read, with: { file: "=$file", columns: { no: integer } } }
  Newest:
    steps:
      - { uses: csv.read, with: { file: data/orders.csv, columns: { no: integer } } }
      - { uses: aggregate, with: { compute: { no: max(no) } } }
  Told:
    params: { from: { type: integer, optional: true }, to: { type: integer, optional: true } }
    steps:
      - { uses: records, with: { generate: 1 } }
  Count:
    params: { of: { type: text, optional: true }, how: { type: text, optional: true } }
    steps:
      - { uses: records, with: { generate: 1 } }
---
kind: job
name: import
chain: erp.Import
triggers: [{ file: { path: "data/inbox/*.csv", stable: 1s } }]
params: { file: "=@trigger.file" }
---
kind: job
name: tell
chain: erp.Told
triggers: [{ poll: { chain: erp.Newest, every: 5s } }]
params: { from: "=@trigger.previous", to: "=@trigger.mark" }
---
kind: job
name: count
chain: erp.Count
triggers:
  - after: import
  - after: { chain: erp.Told }
params: { of: "=coalesce(@trigger.job, @trigger.chain)", how: "=@trigger.outcome" }
`,
};

const clock = new MovingClock();
let served: Served;
before(async () => {
  served = await serve(files, { clock });
  await mkdir(join(served.folder, 'data/inbox'), { recursive: true });
});
after(() => served.close());

interface Shown {
  readonly state: string;
  readonly cause?: string;
  readonly run?: string;
}

/** Lets time pass until a job has so many occurrences that have ended; gives them, the oldest first. */
async function occurrences(job: string, count: number): Promise<readonly Shown[]> {
  for (;;) {
    const found: readonly Shown[] = (await served.call(`/api/v1/jobs/${job}/occurrences`)).body.occurrences;
    const isOver = found.every(({ state }) => ['succeeded', 'failed', 'skipped'].includes(state));
    if (found.length >= count && isOver) return found.toReversed();
    clock.advance(500);
    await pause(30);
  }
}

const parametersOf = async ({ run }: Shown) => (await served.call(`/api/v1/runs/${run}`)).body.parameters;

test('a file, what comes after its job, and a mark that grows, with what they say of themselves', async () => {
  await writeFile(join(served.folder, 'data/orders.csv'), 'no\n1\n');
  await writeFile(join(served.folder, 'data/inbox/a.csv'), 'no\n1\n');
  const [imported] = await occurrences('import', 1);
  assert.deepEqual([imported?.state, imported?.cause], ['succeeded', 'file data/inbox/a.csv']);
  assert.deepEqual(await parametersOf(imported!), { file: 'data/inbox/a.csv' });
  const [counted] = await occurrences('count', 1);
  assert.deepEqual([counted?.state, counted?.cause], ['succeeded', 'after import']);
  assert.deepEqual(await parametersOf(counted!), { of: 'import', how: 'succeeded' });

  const poll = `/api/v1/runs?chain=erp.Newest&limit=1`;
  while ((await served.call(poll)).body.runs[0]?.outcome !== 'ok') {
    clock.advance(500);
    await pause(30);
  }
  await writeFile(join(served.folder, 'data/orders.csv'), 'no\n1\n7\n');
  const [told] = await occurrences('tell', 1);
  assert.deepEqual([told?.state, told?.cause], ['succeeded', 'erp.Newest gave 7']);
  assert.deepEqual(await parametersOf(told!), { from: 1, to: 7 });
  const [, chained] = await occurrences('count', 2);
  assert.deepEqual([chained?.state, chained?.cause], ['succeeded', 'after erp.Told']);
  assert.deepEqual(await parametersOf(chained!), { of: 'erp.Told', how: 'ok' });
});

test('a job says what starts it, and why that cannot be seen', async () => {
  const { body } = await served.call('/api/v1/jobs/count');
  assert.deepEqual(body.triggers, [{ words: 'after import' }, { words: 'after erp.Told' }]);
  assert.equal(body.overlap, 'queue-one');
  await served.rewrite(
    'more.yaml',
    'kind: job\nname: lost\nchain: erp.Count\ntriggers: [{ file: { path: data/no/*.csv } }]',
  );
  const [failed] = await occurrences('lost', 1);
  assert.deepEqual([failed?.state, failed?.cause], ['failed', 'file data/no/*.csv']);
  const { body: lost } = await served.call('/api/v1/jobs/lost');
  assert.deepEqual(lost.triggers, [
    { words: 'when a file data/no/*.csv arrives', problem: 'There is no folder data/no.' },
  ]);
  assert.deepEqual(
    lost.alerts.map(({ kind, cause }: { kind: string; cause: string }) => [kind, cause]),
    [['failed', 'No run could be made: There is no folder data/no.']],
  );
});
