import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chainText, runText } from '../../main/run-text.fixture.ts';

describe('the states of steps that run as one query', () => {
  const joined = (file: string) =>
    chainText(`- uses: csv.read
  with: { file: data/a.csv, columns: { n: integer, k: integer } }
- uses: join
  with:
    on: [n]
    source:
      steps:
        - id: other
          uses: csv.read
          with: { file: ${file}, columns: { n: integer, m: integer } }
        - uses: filter
          with: { where: m > 1 }
- uses: aggregate
  with: { compute: { count: count() } }
`);
  // Small files are read here.
  const lines = Array.from({ length: 20_000 }, (_, at) => `${at},${at % 3},${'-'.repeat(250)}`).join('\n');
  const files = { 'data/a.csv': `n,k,text\n${lines}\n`, 'data/b.csv': `n,m,text\n${lines}\n` };

  test('all are done at the end, those that DuckDB reads and those of further sources too', async (t) => {
    const { end } = await runText(t, joined('data/b.csv'), { files });
    assert.equal(end.outcome, 'ok', end.problem?.message);
    assert.deepEqual(
      end.steps.map(({ uses, engine, state }) => [uses, engine, state]),
      ['csv.read', 'join', 'csv.read', 'filter', 'aggregate'].map((uses) => [uses, 'vector', 'done']),
    );
  });

  test('a file that is not there is the failure of the step that was to read it', async (t) => {
    const { end } = await runText(t, joined('data/c.csv'), { files });
    const failed = end.steps.filter(({ state }) => state === 'failed');
    assert.deepEqual(
      failed.map(({ step }) => step),
      ['other'],
    );
  });
});
