import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { chainText, runText } from '../../main/run-text.fixture.ts';
import { recordsOf, streamOf } from '../../../test/engine/relations.ts';
import { fromDuckDb } from '../../duckdb/duckdb-error.ts';
import { openDuckDb } from '../../duckdb/duckdb.ts';
import { toMillraceError } from '../../core/errors.ts';
import { SpillingRecords } from './kept-records.ts';
import { scratchPrefix } from './local-run-files.ts';

const memory = 4 * 2 ** 20;

/** More than were ever kept in memory, and more than 4 MB. */
const made = '- uses: records\n  with: { generate: 150000, compute: { n: index, text: "\'record \' || index" } }\n';
const failing = '- uses: filter\n  with: { where: "case when n = 149999 then text::integer > 0 else true end" }\n';
const indented = (steps: string): string => steps.replace(/^(?=.)/gm, '      ');

/** What is there of the temporary folders of runs. */
function scratchOf(left: readonly string[]): readonly string[] {
  return left.filter((name) => name.includes(scratchPrefix));
}

describe('steps that keep records', () => {
  test('try keeps any number of them, beyond some memory on disk, and leaves nothing behind', async (t) => {
    const { end, left } = await runText(
      t,
      chainText(
        `${made}- uses: try\n  with:\n    steps:\n${indented(failing)}    catch:\n${indented('- uses: select\n  with: { fields: [n, text] }\n')}`,
      ),
      { memory },
    );
    assert.deepEqual([end.outcome, end.records, end.problem], ['ok', 150_000, undefined]);
    assert.deepEqual(scratchOf(left), []);
  });

  test('try gives all that was made where nothing fails', async (t) => {
    const { end } = await runText(
      t,
      chainText(
        `${made}- uses: try\n  with:\n    steps:\n${indented('- uses: filter\n  with: { where: n > 10 }\n')}    catch:\n${indented('- uses: select\n  with: { fields: [n, text] }\n')}`,
      ),
      { memory },
    );
    assert.deepEqual([end.outcome, end.records], ['ok', 149_990]);
  });

  test('each keeps what one record gives, however much that is', async (t) => {
    const nested = '- uses: unnest\n  with: { field: list }\n';
    const { end, left } = await runText(
      t,
      chainText(
        `- uses: records\n  with: { generate: 2, compute: { n: index, list: "split(repeat('some text,', 100000), ',')" } }\n- uses: each\n  with:\n    steps:\n${indented(nested)}`,
      ),
      { memory },
    );
    assert.deepEqual([end.outcome, end.records, end.problem], ['ok', 200_002, undefined]);
    assert.deepEqual(scratchOf(left), []);
  });
});

describe('the temporary folder of a run', () => {
  const held = `${made}- uses: csv.write\n  with: { file: all.csv }\n`;
  const ends: readonly (readonly [name: string, steps: string, outcome: string])[] = [
    ['is removed when it ends', `${held}- uses: filter\n  with: { where: n > 0 }\n`, 'ok'],
    ['is removed when it fails', `${held}${failing}`, 'invalid'],
  ];
  for (const [name, steps, outcome] of ends) {
    test(name, async (t) => {
      const { end, left } = await runText(t, chainText(steps), { memory });
      assert.equal(end.outcome, outcome, end.problem?.message);
      assert.deepEqual(scratchOf(left), []);
    });
  }

  test('is removed when it is cancelled', async (t) => {
    const stop = new AbortController();
    let [folder, seen] = ['', false];
    const endless = made.replace('150000', '1000000000');
    const running = runText(t, chainText(`${endless}- uses: sort\n  with: { by: [text] }\n`), {
      memory,
      signal: stop.signal,
      begins: (made) => {
        folder = made;
      },
    });
    while (!seen) {
      await new Promise((resolve) => setImmediate(resolve));
      seen = folder !== '' && scratchOf(readdirSync(folder, { recursive: true }).map(String)).length > 0;
    }
    stop.abort();
    const { end, left } = await running;
    assert.equal(end.outcome, 'cancelled');
    assert.deepEqual(scratchOf(left), []);
  });
});

/** A folder with room for 2 MB; undefined where this process may not make one. */
async function smallDisk(t: TestContext): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', folder], { stdio: 'ignore' });
  } catch {
    await rm(folder, { recursive: true });
    t.skip('a disk of 2 MB cannot be mounted here');
    return undefined;
  }
  t.after(async () => {
    execFileSync('umount', [folder]);
    await rm(folder, { recursive: true });
  });
  return folder;
}

describe('a full disk', () => {
  const records = Array.from({ length: 20_000 }, (_, n) => ({ n, text: 'x'.repeat(500) }));

  test('is said when records that wait do not fit', async (t) => {
    const disk = await smallDisk(t);
    if (disk === undefined) return;
    const kept = new SpillingRecords({ memory: 1000, scratch: () => Promise.resolve(disk) });
    await assert.rejects(kept.take(streamOf(records, 100)), (error) => {
      const { code, outcome, hint } = toMillraceError(error);
      assert.deepEqual([code, outcome], ['disk_full', 'failed']);
      assert.match(hint ?? '', /Free some space/);
      return true;
    });
    await kept.drop();
    assert.deepEqual(readdirSync(disk), []);
    assert.deepEqual(await recordsOf(kept.read()), []);
  });

  test('is said when DuckDB cannot spill', async (t) => {
    const disk = await smallDisk(t);
    if (disk === undefined) return;
    const scratch = path.join(disk, 'spilt');
    mkdirSync(scratch);
    using db = await openDuckDb({ memory: 1, scratch, folders: [], signal: new AbortController().signal });
    const work = async (): Promise<void> => {
      await db.run("CREATE TABLE t AS SELECT i AS n, repeat('x', 500) || i AS text FROM range(1000000) r(i)");
    };
    await assert.rejects(work(), (error) => {
      assert.equal(fromDuckDb(error).code, 'disk_full', String(error));
      return true;
    });
  });
});
