/** Jobs at the terminal, over a real store of its own: list, run, pause, resume, backfill, preview. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type CapturedOptions, captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

let folder: string;

async function millrace(typed: readonly string[], options: CapturedOptions = {}) {
  const terminal = captureTerminal({ folder, ...options });
  const exit = await runCommandLine({ typed, version: '1.2.3' }, terminal);
  return { exit, ...terminal.written };
}

const definitions = `
kind: workspace
name: mill
zone: Europe/Berlin
---
kind: chainset
name: sales
chains:
  Report:
    steps:
      - { uses: records, with: { records: [{ n: 1 }] } }
---
kind: job
name: nightly
chain: sales.Report
schedule: { cron: "30 2 * * *" }
---
kind: job
name: by-hand
chain: sales.Report
`;

const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('jobs at the terminal', () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-jobs-'));
    await writeFile(join(folder, 'all.yaml'), definitions);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('a schedule is shown with the change of its zone, which no instant falls into', async () => {
    const { exit, out, err } = await millrace([
      'schedule',
      'preview',
      'nightly',
      '--from',
      '2026-03-28',
      '--to',
      '2026-03-30',
    ]);
    assert.equal(exit, 0, err);
    assert.match(err, /nightly: every day at 02:30 Europe\/Berlin/);
    assert.deepEqual(
      lines(out)
        .slice(1)
        .map((line) => line.trimEnd()),
      [
        'Sat 2026-03-28 02:30:00 +01:00  2026-03-28T01:30:00Z',
        'Sun 2026-03-29 03:00:00 +02:00  2026-03-29T01:00:00Z  -- the clocks go forward by 1 h',
        'Sun 2026-03-29 03:00:00 +02:00  2026-03-29T01:00:00Z',
        'Mon 2026-03-30 02:30:00 +02:00  2026-03-30T00:30:00Z',
      ],
    );
  });

  test('programs read it line by line, from now on for 400 days', async () => {
    const { out } = await millrace(['schedule', 'preview', 'nightly', '--format', 'ndjson']);
    const entries = lines(out).map((line) => JSON.parse(line) as { kind: string; at: string });
    assert.equal(entries[0]?.at, '2026-03-01T01:30:00Z');
    assert.equal(entries.filter(({ kind }) => kind === 'instant').length, 400);
    assert.deepEqual(
      entries.filter(({ kind }) => kind === 'change').map(({ at }) => at),
      ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2027-03-28T01:00:00Z'],
    );
  });

  test('past instants are previewed, planned once, listed and cancelled', async () => {
    const range = ['backfill', 'nightly', '--from', '2026-01-01', '--to', '2026-01-03'];
    const shown = await millrace([...range, '--preview']);
    assert.equal(shown.exit, 0, shown.err);
    assert.match(shown.err, /3 instants would run\./);
    assert.match(shown.out, /Fri 2026-01-02 02:30:00 \+01:00 +2026-01-02T01:30:00Z +runs/);
    const started = await millrace(range);
    assert.equal(started.exit, 0, started.err);
    const [, id = ''] = /3 instants planned as backfill (\S+);/.exec(started.out) ?? [];
    const again = await millrace(range);
    assert.equal(again.exit, 2);
    assert.match(again.err, /All 3 instants of this range have succeeded or are under way/);
    assert.match((await millrace(['backfill', 'nightly'])).out, /local administrator +planned 3/);
    assert.match((await millrace(['backfill', 'nightly', '--cancel', id])).out, /nightly: cancelled 3\./);
  });

  test('a job is run for an instant, once', async () => {
    const first = await millrace(['jobs', 'run', 'nightly', '--planned', '2026-02-01T02:30']);
    assert.equal(first.exit, 0, first.err);
    assert.match(first.out, /nightly is queued as run \S+; a server performs it\./);
    const second = await millrace(['jobs', 'run', 'nightly']);
    assert.notEqual(second.exit, 0);
    assert.match(second.err, /2026-02-01T01:30:00Z had not ended/);
  });

  test('from an occurrence it is one step to the log of each attempt', async () => {
    const shown = (await millrace(['jobs', 'history', 'nightly'])).out;
    assert.match(shown, /Sun 2026-02-01 02:30:00 \+01:00 +queued +1 +[0-9a-f-]{36}/);
    const json = (await millrace(['jobs', 'history', 'nightly', '--format', 'json', '--limit', '1'])).out;
    const { id, attempts } = JSON.parse(json) as { id: string; attempts: { run: string }[] };
    const logs = await millrace(['logs', id]);
    assert.deepEqual([logs.exit, logs.err], [0, `attempt 1: run ${attempts[0]?.run}\n`]);
    assert.equal((await millrace(['logs', attempts[0]?.run ?? ''])).err, '');
    assert.match((await millrace(['jobs', 'history', 'by-hand'])).out, /Nothing has become of by-hand yet/);
    assert.match((await millrace(['jobs', 'history', 'nightly', '--limit', '0'])).err, /--limit is a whole number/);
  });

  test('a job is paused with the reason and resumed from now on, each once', async () => {
    assert.equal((await millrace(['jobs', 'pause', 'nightly', '--reason', 'stocktaking'])).exit, 0);
    assert.match((await millrace(['jobs'])).out, /nightly .* paused: stocktaking\n/);
    assert.match((await millrace(['jobs', 'pause', 'nightly'])).err, /is paused already/);
    assert.match(
      (await millrace(['jobs', 'resume', 'nightly'])).out,
      /its next instant is \w{3} \d{4}-\d\d-\d\d 0[23]:/,
    );
    assert.match((await millrace(['jobs', 'resume', 'nightly'])).err, /is not paused/);
    const list = (await millrace(['jobs', '--format', 'json'])).out;
    assert.deepEqual(
      lines(list).map((line) => (JSON.parse(line) as { job: string }).job),
      ['nightly', 'by-hand'],
    );
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a job that is not there', ['jobs', 'run', 'nigthly'], /There is no job 'nigthly'.*nightly/s],
    ['no job', ['jobs', 'pause'], /Say which job\..*nightly, by-hand/s],
    ['an unknown action', ['jobs', 'stop', 'nightly'], /'stop' is not list, history, run, pause or resume/],
    ['a job without a schedule', ['schedule', 'preview', 'by-hand'], /has no schedule/],
    ['a backfill of one', ['backfill', 'by-hand', '--from', '2026-01-01', '--to', '2026-01-02'], /has no schedule/],
    ['half a range', ['backfill', 'nightly', '--from', '2026-01-01'], /needs both ends/],
    ['a range that is none', ['schedule', 'preview', 'nightly', '--from', 'soon'], /--from takes a day or an instant/],
    [
      'too many instants',
      ['backfill', 'nightly', '--from', '2026-01-01', '--to', '2026-01-31', '--limit', '5'],
      /more than 5 instants.*raise the limit/s,
    ],
    ['a backfill that is not there', ['backfill', 'nightly', '--cancel', '0199f0c2'], /no backfill '0199f0c2'/],
  ];
  for (const [name, typed, message] of refused) {
    test(`is refused: ${name}`, async () => {
      const { exit, err } = await millrace(typed);
      assert.notEqual(exit, 0);
      assert.match(err, message);
    });
  }
});
