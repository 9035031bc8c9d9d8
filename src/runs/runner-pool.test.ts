import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import type { RunTask } from '../main/perform-run.ts';
import { chainText } from '../main/run-text.fixture.ts';
import { localAdministrator } from '../model/principal.ts';
import type { RunEvent } from '../model/run.ts';
import { RunnerPool } from './runner-pool.ts';

const timeout = 60_000;

const runnerProcess = new URL('../runner-process.ts', import.meta.url);

function openPool(t: TestContext, size: number, module = runnerProcess): RunnerPool<RunTask> {
  const pool = new RunnerPool<RunTask>({
    module,
    arguments: [],
    environment: process.env,
    size,
    clock: systemClock,
    logger: silentLogger,
  });
  t.after(() => pool.close());
  return pool;
}

async function taskOf(t: TestContext, text: string): Promise<RunTask> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-pool-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return {
    request: {
      id: 'run-1',
      effectId: 'run-1',
      chain: 't.Test',
      parameters: {},
      principal: localAdministrator,
      trigger: { kind: 'test' },
      dryRun: false,
      zone: 'UTC',
      now: 0,
    },
    limits: { timeout: 60_000, memory: 64 * 1024 ** 2 },
    workspace: { folder, files: [{ path: 't.yaml', text }], hash: text },
    files: path.join(folder, 'files'),
  };
}

const quick = chainText('- uses: records\n  with: { generate: 3 }\n- uses: log\n');
const endless = chainText(
  '- uses: records\n  with: { generate: 1000000000 }\n- uses: filter\n  with: { where: index < 0 }\n',
);

/** Does nothing else for minutes: no timer fires, no message is read. */
const busy = chainText(
  `- uses: records
  with: { generate: 100000 }
- uses: derive
  with: { compute: { list: "split(repeat('a,', 30000), ',')" } }
- uses: derive
  with: { compute: { n: "list_filter(list, x -> list_filter(list, y -> y = x) is null)" } }
- uses: select
  with: { fields: [n] }
`,
);

/** Resolves when the run tells of its counters: then it is under way. */
function whenRunning(): { emit: (event: RunEvent) => void; begun: Promise<void> } {
  let emit: (event: RunEvent) => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    emit = (event) => event.kind === 'counters' && resolve();
  });
  return { emit: (event) => emit(event), begun };
}

describe('a pool of runners', () => {
  test('performs runs one after the other on one runner, and passes on what happens', async (t) => {
    const pool = openPool(t, 1);
    const task = await taskOf(t, quick);
    const events: RunEvent[] = [];
    const runs = await Promise.all(
      [1, 2, 3].map(async () => (await pool.run({ task, timeout, emit: (event) => events.push(event) })).end),
    );
    assert.deepEqual(
      runs.map((end) => [end.outcome, end.records]),
      [
        ['ok', 3],
        ['ok', 3],
        ['ok', 3],
      ],
    );
    assert.equal(events.filter((event) => event.kind === 'log' && event.line.step === 'log#2').length, 9);
  });

  test('stops a run that is told to, with the reason', async (t) => {
    const { emit, begun } = whenRunning();
    const running = await openPool(t, 1).run({ task: await taskOf(t, endless), timeout, emit });
    await begun;
    running.stop({ code: 'cancelled', message: 'Ada stopped it.' });
    const end = await running.end;
    assert.equal(end.outcome, 'cancelled');
    assert.equal(end.problem?.message, 'Ada stopped it.');
  });

  test('ends a run whose runner dies as failed, and goes on with a fresh one', async (t) => {
    const pool = openPool(t, 1);
    const { emit, begun } = whenRunning();
    const running = await pool.run({ task: await taskOf(t, endless), timeout, emit });
    await begun;
    pool.processIds().forEach((pid) => process.kill(pid, 'SIGKILL'));
    const end = await running.end;
    assert.equal(end.outcome, 'failed');
    assert.match(end.problem?.message ?? '', /SIGKILL in the middle of the run/);
    const next = await pool.run({ task: await taskOf(t, quick), timeout, emit: () => undefined });
    assert.equal((await next.end).outcome, 'ok');
  });

  test('ends what is under way as cancelled when it is closed', async (t) => {
    const pool = openPool(t, 1);
    const { emit, begun } = whenRunning();
    const running = await pool.run({ task: await taskOf(t, endless), timeout, emit });
    await begun;
    await pool.close();
    assert.equal((await running.end).outcome, 'cancelled');
    assert.deepEqual(pool.processIds(), []);
  });

  test('kills a runner that is too busy to notice its time limit, two seconds after it was told', async (t) => {
    const pool = openPool(t, 1);
    const running = await pool.run({ task: await taskOf(t, busy), timeout: 2000, emit: () => undefined });
    const [first] = pool.processIds();
    const end = await running.end;
    assert.deepEqual([end.outcome, end.problem?.code], ['timeout', 'timeout']);
    assert.ok(end.duration > 4000 && end.duration < 20_000, `it took ${end.duration} ms`);
    const next = await pool.run({ task: await taskOf(t, quick), timeout, emit: () => undefined });
    assert.equal((await next.end).outcome, 'ok');
    assert.notDeepEqual(pool.processIds(), [first]);
  });

  test('gives no further run to a runner in which something could not be stopped', async (t) => {
    const pool = openPool(t, 1, new URL('spent-runner.fixture.ts', import.meta.url));
    const task = await taskOf(t, quick);
    const runners: number[] = [];
    for (let run = 0; run < 2; run++) {
      const running = await pool.run({ task, timeout, emit: () => undefined });
      runners.push(...pool.processIds());
      assert.equal((await running.end).outcome, 'cancelled');
      assert.deepEqual(pool.processIds(), []);
    }
    assert.equal(new Set(runners).size, 2);
  });

  test('does not give a run to a runner that died while it waited', async (t) => {
    const pool = openPool(t, 1);
    const runQuick = async () => (await pool.run({ task: await taskOf(t, quick), timeout, emit: () => undefined })).end;
    await runQuick();
    pool.processIds().forEach((pid) => process.kill(pid, 'SIGKILL'));
    while (pool.processIds().length > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await runQuick()).outcome, 'ok');
  });

  test('starts nothing once it is closed, and lets nobody wait', async (t) => {
    const pool = openPool(t, 1);
    const { emit, begun } = whenRunning();
    await pool.run({ task: await taskOf(t, endless), timeout, emit });
    await begun;
    const task = await taskOf(t, quick);
    const waiting = assert.rejects(pool.run({ task, timeout, emit }), { code: 'cancelled' });
    await pool.close();
    await waiting;
    await assert.rejects(pool.run({ task, timeout, emit }), { code: 'cancelled' });
    assert.deepEqual(pool.processIds(), []);
  });
});
