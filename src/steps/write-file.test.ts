import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { MillraceError } from '../core/errors.ts';
import { checkSteps, runSteps } from '../../test/steps/run-steps.ts';

const formats = [
  ['csv', 'csv'],
  ['json', 'json'],
  ['parquet', 'parquet'],
  ['excel', 'xlsx'],
] as const;

/** Programs of the system, not of a package. */
const [mount, unmount] = ['mount', 'umount'];

/** A file system of 1 MB; undefined where this user may not make one. */
async function smallDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'small-'));
  try {
    execFileSync(mount, ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
}

describe('a disk that fills up', () => {
  for (const [format, ending] of formats) {
    it(`${format}.write ends in disk_full and leaves nothing`, async (context) => {
      const folder = await smallDisk();
      if (folder === undefined) return context.skip('only root can make a small file system');
      try {
        const file = `data/out.${ending}`;
        const many = {
          uses: 'records',
          with: {
            generate: 400_000,
            compute: {
              a: "'row ' || index::text || ' of many ' || (index * 7919 % 100003)::text",
              b: 'index * 48271 % 2147483647',
            },
          },
        };
        const run = await runSteps({
          folder,
          memory: 64 * 1024 * 1024,
          steps: [many, { uses: `${format}.write`, with: { file } }],
        });
        assert.deepEqual(
          [run.end.outcome, run.end.problem?.code],
          ['failed', 'disk_full'],
          JSON.stringify(run.end.problem),
        );
        assert.deepEqual(
          [...run.files.keys()].filter((name) => !name.startsWith('.scratch')),
          [],
        );
        assert.deepEqual(await readdir(path.join(folder, 'data')), [], 'no draft is left');
      } finally {
        execFileSync(unmount, [folder]);
        await rm(folder, { recursive: true });
      }
    });
  }
});

describe('a run that is stopped while it writes', () => {
  for (const [format, ending] of formats) {
    it(`${format}.write leaves nothing`, async () => {
      const controller = new AbortController();
      const reason = new MillraceError('cancelled', 'stopped by a test');
      const stop = { uses: 'records', with: { generate: 2_000_000, compute: { n: 'index' } } };
      const running = runSteps({
        signal: controller.signal,
        steps: [stop, { uses: `${format}.write`, with: { file: `data/out.${ending}` } }],
      });
      setTimeout(() => controller.abort(reason), 150);
      const run = await running;
      assert.deepEqual([run.end.outcome, [...run.files.keys()], run.published], ['cancelled', [], []]);
    });
  }
});

it('a file that is published replaces the one before, and is not touched by a run that fails', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'replace-'));
  try {
    const write = { uses: 'csv.write', with: { file: 'data/out.csv' } };
    const input = { shape: { a: 'text' }, records: [{ a: 'first' }] };
    await runSteps({ folder, input, steps: [write] });
    const files = { 'data/in.json': '[{"a":"second"},{"a":7}]' };
    const failed = await runSteps({
      folder,
      files,
      steps: [{ uses: 'json.read', with: { file: 'data/in.json', columns: { a: 'text' } } }, write],
    });
    assert.equal(failed.end.outcome, 'invalid');
    assert.equal(failed.files.get('data/out.csv')?.toString(), 'a\nfirst\n');
    const again = await runSteps({ folder, input: { ...input, records: [{ a: 'third' }] }, steps: [write] });
    assert.equal(again.files.get('data/out.csv')?.toString(), 'a\nthird\n');
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('a file is whole, also where a later step wants no more records', async () => {
  const write = { uses: 'csv.write', with: { file: 'all.csv' } };
  const run = await runSteps({
    steps: [{ uses: 'records', with: { generate: 5000 } }, write, { uses: 'limit', with: { count: 1 } }],
  });
  assert.deepEqual([run.end.outcome, run.records.length], ['ok', 1]);
  assert.equal(run.files.get('all.csv')?.toString().split('\n').length, 5002);
});

it('a null in the name of a file is a problem that says so', async () => {
  const run = await runSteps({
    input: { shape: { a: 'text' }, records: [{ a: 'x' }] },
    params: { name: { type: 'text', optional: true } },
    steps: [{ uses: 'csv.write', with: { file: '=$name' } }],
  });
  assert.match(run.end.problem?.message ?? '', /`file` of csv\.write.* gives no text in this run/);
});

it('says what is published, for explain', () => {
  const input = { shape: { a: 'text' }, records: [] };
  assert.deepEqual(checkSteps({ input, steps: [{ uses: 'csv.write', with: { file: 'data/out.csv' } }] }), []);
});
