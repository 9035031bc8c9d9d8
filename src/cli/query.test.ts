/** Datasets at the terminal, over a real store of their own. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

const text = `
kind: chainset
name: stock
chains:
  List:
    params: { least: { type: integer, default: 0 } }
    steps:
      - uses: records
        with: { columns: { sku: text, level: integer }, records: [{ sku: tea, level: 3 }, { sku: "+mug", level: 7 }, { sku: pot, level: 1 }] }
      - { uses: filter, with: { where: level >= $least } }
---
kind: dataset
name: levels
chain: stock.List
limit: 2
---
kind: dataset
name: all-levels
chain: stock.List
`;

let folder: string;

async function millrace(...typed: readonly string[]) {
  const terminal = captureTerminal({ folder });
  const exit = await runCommandLine({ typed, version: '1.2.3' }, terminal);
  return { exit, ...terminal.written };
}

describe('datasets at the terminal', () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-query-'));
    await writeFile(join(folder, 'all.yaml'), text);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('records are printed as asked, what is said of them beside', async () => {
    const lines = await millrace('query', 'all-levels', '--param', 'least=2', '--sort', 'level desc', '--limit', '1');
    assert.deepEqual([lines.exit, lines.out], [0, '{"sku":"+mug","level":7}\n'], lines.err);
    assert.match(lines.err, /^1 of 2 records/m);
    const csv = await millrace('query', 'all-levels', '--filter', 'level > 2', '--format', 'csv');
    assert.deepEqual([csv.exit, csv.out], [0, "sku,level\ntea,3\n'+mug,7\n"]);
    const cut = await millrace('query', 'levels');
    assert.deepEqual([cut.exit, cut.out.split('\n').length], [0, 3]);
    assert.match(cut.err, /cut off by the limit/);
    const none = await millrace('query', 'all-levels', '--param', 'least=9', '--format', 'json');
    assert.deepEqual([none.exit, none.out], [0, '[]\n']);
  });

  test('what cannot be meant is said', async () => {
    const cases: readonly [args: string[], exit: number, says: RegExp][] = [
      [['levls'], 1, /There is no dataset 'levls'.*Did you mean 'levels'\?/s],
      [['levels', '--param', 'lest=1'], 2, /The dataset levels has no parameter 'lest'.*Did you mean 'least'\?/s],
      [['levels', '--filter', 'levl > 1'], 1, /filter: there is no field 'levl' \[invalid_input\]/],
      [['levels', '--limit', 'few'], 2, /--limit is a whole number, not 'few'/],
      [['levels', '--as', 'nobody'], 1, /There is no user .*'nobody'/],
    ];
    for (const [args, exit, says] of cases) {
      const result = await millrace('query', ...args);
      assert.deepEqual([result.exit, result.out], [exit, ''], result.err);
      assert.match(result.err, says);
    }
  });
});
