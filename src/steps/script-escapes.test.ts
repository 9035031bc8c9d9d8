/** The corpus of ways out and of exhaustion: nothing gets out, every run ends as it should and in time, and the next one works. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { performHere } from '../main/perform-here.fixture.ts';
import { type Attempt, escapes, exhaustions } from './script-corpus.fixture.ts';

/** What nobody may see: it stands in our environment, on our disk and in our memory. */
const canary = 'canary-4711-do-not-leak';

let folder: string;
before(async () => {
  process.env['MILLRACE_TEST_CANARY'] = canary;
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-script-'));
});
after(async () => {
  delete process.env['MILLRACE_TEST_CANARY'];
  await rm(folder, { recursive: true, force: true });
});

/** The limits of an attempt: so long a call, so much memory. */
const limits = { timeout: '700ms', memory: '32mb' };

/** How long a run may take that starts a process, is cut off after 700 ms, and given another second to say so. */
const longest = 8000;

async function perform(code: string, more: Readonly<Record<string, unknown>> = {}) {
  const step = { uses: 'script', with: { code, output: { out: 'text' }, ...limits, ...more } };
  const chains = { Try: { steps: [{ uses: 'records', with: { records: [{ x: 1 }] } }, step] } };
  const documents = [
    { kind: 'workspace', name: 'tries' },
    { kind: 'chainset', name: 'tries', chains },
  ];
  const text = documents.map((each) => JSON.stringify(each)).join('\n---\n');
  const started = performance.now();
  const result = await performHere({ folder, text, request: { chain: 'tries.Try' } });
  return { ...result, took: performance.now() - started };
}

/** The processes that we started and that are still there. */
function children(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((id) => {
    if (!/^\d+$/.test(id)) return false;
    try {
      const [, state, parent] = /\) (\w) (\d+) /.exec(readFileSync(`/proc/${id}/stat`, 'utf8')) ?? [];
      return parent === String(process.pid) && state !== 'Z';
    } catch {
      // It ended between the list and the look.
      return false;
    }
  });
}

function judge(
  { gives, fails = [] }: Attempt,
  { end, records, events, took }: Awaited<ReturnType<typeof perform>>,
): void {
  const said = JSON.stringify({ end, records, events });
  assert.ok(!said.includes(canary), 'the canary got out');
  assert.ok(!/\/(home|root|tmp|usr|work)\//.test(said), `a path got out: ${said.slice(0, 500)}`);
  if (end.problem === undefined) {
    assert.ok(gives, `it went through: ${JSON.stringify(records)}`);
    assert.match(String((records[0] as { out: unknown }).out), gives);
  } else {
    assert.ok(fails.includes(end.problem.code), `${end.problem.code}: ${end.problem.message}`);
    assert.equal(records.length, 0);
  }
  assert.ok(took < longest, `it took ${took} ms`);
}

async function nextOneWorks(): Promise<void> {
  const { end, records } = await perform('return { out: String(record.x + 1) };', { timeout: '10s' });
  assert.equal(end.outcome, 'ok', JSON.stringify(end.problem));
  assert.deepEqual(records, [{ out: '2' }]);
}

for (const [title, attempts] of Object.entries({ escapes, exhaustions })) {
  describe(title, () => {
    for (const attempt of attempts) {
      test(attempt.name, async () => {
        const result = await perform(attempt.code, attempt.with);
        judge(attempt, result);
        assert.deepEqual(children(), [], 'a process is left');
        await nextOneWorks();
      });
    }
  });
}
